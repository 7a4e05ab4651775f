// Folds batch normalisation into the preceding convolution (Jacob et al. 2017, section 3.2):
//
//   scale * (W*x + b - mean) / sqrt(variance + epsilon) + shift  =  W'*x + b'

#pragma once

#include <cstddef>
#include <span>

#include "engine/layer.h"

namespace residua {

// The tensors of one layer, as in the checkpoint. An empty span means that there is no such tensor.
struct RawLayer {
  // PyTorch's OIHW: out x in/groups x kernel x kernel, for the channels to be folded. Empty: the
  // layer is a normalisation without a convolution, which becomes one weight per channel.
  std::span<const float> weight;
  std::span<const float> bias;  // out; the layer's bias
  // Batch normalisation, `out` numbers each. Mean and variance are both present or both empty. A
  // missing scale is 1, a missing shift is 0.
  std::span<const float> scale;
  std::span<const float> shift;
  std::span<const float> mean;
  std::span<const float> variance;
};

// Folds `count` output channels starting at `first`; `folded` receives the weights and biases of
// these channels alone. All spans except `weight` must have the length that `shape` requires.
// Computed in double precision and rounded once.
void Fold(const engine::LayerShape& shape, const RawLayer& raw, double epsilon, std::size_t first,
          std::size_t count, engine::LayerWeights& folded);

}  // namespace residua
