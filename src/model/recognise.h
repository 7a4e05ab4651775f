// Recognises the ResNet in a checkpoint and its location from the structure of the tensors. Names
// only decide between interpretations that the shapes allow.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/tensor_index.h"
#include "model/config.h"
#include "model/hints.h"
#include "model/layer_id.h"
#include "model/module_tree.h"

namespace residua {

// A layer of the recognised network and its tensors in the index.
struct RecognisedLayer {
  LayerId id;
  LayerTensors tensors;
  std::optional<double> epsilon;  // of its normalisation, if the file contains it
};

struct RecognisedNetwork {
  ResNetConfig config;
  std::vector<RecognisedLayer> layers;  // in the order of the network
  std::string path;  // path of the network in the file, such as "model_ema.module"; may be empty
  // Assumptions and their sources, as sentences: "Max pooling after the stem: assumed."
  std::vector<std::string> assumptions;
  // Tensors of three numbers with which the file's network itself normalises pixels in [0, 1].
  std::optional<std::pair<std::size_t, std::size_t>> mean_and_std;
  std::vector<std::string> labels;  // from the file; as many as there are classes, or none

  // Null if there is none.
  const RecognisedLayer* Find(const LayerId& id) const;
};

// Throws Error(kUnsupportedCheckpoint) if the tensors do not belong to a ResNet, if there are
// several networks, or if a required hint is missing. The message describes the tensors or names
// the hint.
RecognisedNetwork RecogniseResNet(const TensorIndex& index, const ArchitectureHints& hints = {});

}  // namespace residua
