#include "model/body_tensors.h"

#include <algorithm>
#include <string_view>

#include "model/module_tree.h"

namespace residua {
namespace {

std::string_view ModuleOf(std::string_view tensor) {
  const std::size_t dot = tensor.rfind('.');
  return dot == tensor.npos ? std::string_view() : tensor.substr(0, dot);
}

bool IsNewHeads(const LayerId& id) {
  return id.place == LayerPlace::kHead && id.role != LayerRole::kConvolution;
}

}  // namespace

BodyTensors FindBodyTensors(const TensorIndex& index, const RecognisedNetwork& network) {
  BodyTensors body{.epsilon = network.config.batch_norm_epsilon};
  std::vector<bool> kept(index.tensors.size());
  const std::size_t below = network.path.empty() ? 0 : network.path.size() + 1;
  bool transformers = false;
  for (const RecognisedLayer& layer : network.layers) {
    for (const std::size_t tensor : layer.tensors.parts) {
      if (tensor != kNoTensor) kept[tensor] = !IsNewHeads(layer.id);
    }
    if (layer.epsilon) body.epsilon = *layer.epsilon;
    if (!layer.tensors.has(TensorPart::kWeight)) continue;  // a separate normalisation
    const TensorEntry& weight = index.tensors[layer.tensors[TensorPart::kWeight]];
    if (IsNewHeads(layer.id) && layer.id.role == LayerRole::kLinear) {
      body.head = std::string(ModuleOf(weight.name)).substr(below);
      body.head_dimensions = weight.shape.size();
    }
    transformers = transformers || weight.name.find("embedder.embedder.") != weight.name.npos;
  }
  if (network.mean_and_std) {
    kept[network.mean_and_std->first] = kept[network.mean_and_std->second] = true;
  }
  if (body.head.empty()) body.head = transformers ? "classifier.1" : "fc";
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const TensorEntry& entry = index.tensors[i];
    if (!kept[i] && IsBookkeeping(entry.name)) {
      // Tensors of a module that is kept.
      for (std::size_t k = 0; k < kept.size() && !kept[i]; ++k) {
        kept[i] = kept[k] && ModuleOf(index.tensors[k].name) == ModuleOf(entry.name);
      }
    }
    if (!kept[i]) continue;
    TensorEntry& tensor = body.tensors.emplace_back(entry);
    tensor.name.erase(0, below);
    for (TensorEntry& part : tensor.parts) part.name.erase(0, below);
  }
  return body;
}

}  // namespace residua
