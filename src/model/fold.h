// Folds batch normalisation into the convolution before it (Jacob et al. 2017, section 3.2):
//
//   scale * (W*x + b - mean) / sqrt(variance + epsilon) + shift  =  W'*x + b'

#pragma once

#include <cstddef>
#include <span>

#include "engine/layer.h"

namespace residua {

// The tensors of one layer as the checkpoint has them. Empty: there is no such tensor.
struct RawLayer {
  // PyTorch's OIHW: out x in/groups x kernel x kernel, of the channels that are to be folded.
  // Empty: the layer is the normalisation alone, which becomes one weight for each channel.
  std::span<const float> weight;
  std::span<const float> bias;  // out, the layer's own
  // Batch normalisation: out each, mean and variance or neither; without scale and shift they are 1
  // and 0.
  std::span<const float> scale;
  std::span<const float> shift;
  std::span<const float> mean;
  std::span<const float> variance;
};

// Folds `count` output channels from `first` on, into weights and biases of just these. But for the
// weight, the spans must have the lengths that `shape` asks for. Computed in double, rounded once.
void Fold(const engine::LayerShape& shape, const RawLayer& raw, double epsilon, std::size_t first,
          std::size_t count, engine::LayerWeights& folded);

}  // namespace residua
