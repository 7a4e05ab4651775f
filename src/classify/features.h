// Features: values inside a network while it classifies a photo.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "classify/classification.h"
#include "core/tensor.h"
#include "image/geometry.h"

namespace residua {

struct FeaturesOptions {
  // "input", "stem", "stage1", ..., "pooled", "logits"; within the stem "stem.conv" and
  // "stem.activation"; a block "stage1.block1", and within it "stage1.block1.shortcut", ".branch"
  // and their ".sum" before the last ReLU.
  std::vector<std::string> values;
  bool shortcuts = true;  // if false, every block passes on only its branch
  // Parts of single blocks to leave out: see CutsNamed. Layers before the first of them do not run
  // again if they have run on this photo.
  std::vector<std::string> without;
  std::size_t top_k = 5;
};

struct NamedValue {
  std::string name;
  Tensor value;  // 1 x H x W x C
};

struct StepTime {
  std::string name;  // of its layer ("stage1.block1.first") or of its result ("pooled")
  double milliseconds = 0;
};

struct Features {
  std::vector<NamedValue> values;  // in the order of the names
  // In the order of execution. A requested value cannot be fused with the step that follows, so
  // there are more steps than usual, and they take a little longer.
  std::vector<StepTime> steps;
  std::vector<Prediction> predictions;  // most probable first
  Region seen;  // the part of the photo that the network sees, in pixels of the photo
  Milliseconds ms;
};

}  // namespace residua
