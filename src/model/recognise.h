// Which ResNet a checkpoint holds, and where: from the structure of its tensors. Names only decide
// between what shapes allow.

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
  std::optional<double> epsilon;  // of its normalisation, where the file says it
};

struct RecognisedNetwork {
  ResNetConfig config;
  std::vector<RecognisedLayer> layers;  // in the order of the network
  std::string path;                     // of the network in the file: "model_ema.module"; or ""
  // What was assumed and from where, in sentences: "Max pooling after the stem: assumed."
  std::vector<std::string> assumptions;
  // Tensors of three numbers by which the file's network normalises pixels of 0 to 1 itself.
  std::optional<std::pair<std::size_t, std::size_t>> mean_and_std;
  std::vector<std::string> labels;  // that stand in the file, as many as there are classes; or none

  // Null if there is none.
  const RecognisedLayer* Find(const LayerId& id) const;
};

// Throws Error(kUnsupportedCheckpoint) if the tensors are not a ResNet's, or more than one, or need
// a hint that is not given: with what they are, or the hint's name.
RecognisedNetwork RecogniseResNet(const TensorIndex& index, const ArchitectureHints& hints = {});

}  // namespace residua
