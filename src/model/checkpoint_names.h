// The one place that knows what checkpoints call their tensors. Everything else speaks the paper's
// words.
//
//   "stage1.block1.first"  <->  "layer1.0.conv1.weight", "layer1.0.bn1.running_mean", ...

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/tensor_index.h"

namespace residua {

// The tensors of one layer. An empty name: there is no such tensor.
struct LayerTensorNames {
  std::string weight;
  std::string bias;  // the layer's own, not batch normalisation's
  // Batch normalisation's, all four or none.
  std::string scale;
  std::string shift;
  std::string mean;
  std::string variance;

  // All that are not empty.
  std::vector<std::string> All() const;
};

class CheckpointNames {
 public:
  // Finds out who wrote the file: torchvision, timm or Hugging Face transformers. Throws
  // Error(kUnsupportedCheckpoint) if it is no ResNet, or a relative of it that is not supported, by
  // name.
  static CheckpointNames Recognise(const TensorIndex& index);

  // `layer` in the paper's words: "stem.conv", "stem.conv1" (deep stem), "stageS.blockB." with
  // "first", "second" (basic), "reduce", "spatial", "expand" (bottleneck) or "projection"
  // (shortcut), "head.linear".
  LayerTensorNames Of(const std::string& layer) const;

  bool deep_stem() const { return deep_stem_; }
  // Whether the names show average pooling before a shortcut's projection (ResNet-D).
  bool pooled_shortcut() const { return pooled_shortcut_; }

  // How many blocks the stage (1 to 9) has, by the largest number in its tensors' names; 0: no such
  // stage.
  std::size_t Blocks(const TensorIndex& index, std::size_t stage) const;

  // Tensors that training leaves behind and inference does not need ("num_batches_tracked").
  static bool IsBookkeeping(const std::string& tensor);

 private:
  std::string BlockPrefix(std::size_t stage) const;
  LayerTensorNames StemNames(const std::string& layer) const;
  LayerTensorNames BlockLayerNames(const std::string& prefix, const std::string& role) const;

  bool transformers_ = false;  // Hugging Face's names
  std::string prefix_;         // "resnet." before their backbone's tensors
  bool deep_stem_ = false;
  bool bottleneck_ = false;
  bool pooled_shortcut_ = false;
};

}  // namespace residua
