// Values inside a network while it runs on a photo: its features.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "classify/classification.h"
#include "core/tensor.h"
#include "image/geometry.h"

namespace residua {

struct FeaturesOptions {
  // "input", "stem", "stage1", ..., "pooled", "logits"; of the stem "stem.conv" and
  // "stem.activation"; of a block "stage1.block1", and within it "stage1.block1.shortcut",
  // ".branch" and their ".sum" before the last ReLU.
  std::vector<std::string> values;
  bool shortcuts = true;  // false: every block passes on its branch alone
  // What is left out of single blocks: see CutsNamed. What comes before the first of them is not
  // run again if it has been on this photo.
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
  // In the order in which they ran for this answer. A value that is looked at cannot be computed
  // together with what follows it, so a network that is looked into has more steps and takes a
  // little longer.
  std::vector<StepTime> steps;
  std::vector<Prediction> predictions;  // most probable first
  Region seen;  // the part of the photo that the network saw, in pixels of the photo
  Milliseconds ms;
};

}  // namespace residua
