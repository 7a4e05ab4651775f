// Folds batch normalisation into the convolution before it (Jacob et al. 2017, section 3.2):
//
//   scale * (W*x + b - mean) / sqrt(variance + epsilon) + shift  =  W'*x + b'

#pragma once

#include <span>

#include "engine/layer.h"

namespace residua {

// The tensors of one layer as the checkpoint has them. Empty: there is no such tensor.
struct RawLayer {
  std::span<const float> weight;  // out x in/groups x kernel x kernel (PyTorch's OIHW)
  std::span<const float> bias;    // out, the layer's own
  // Batch normalisation: out each, all four or none.
  std::span<const float> scale;
  std::span<const float> shift;
  std::span<const float> mean;
  std::span<const float> variance;
};

// The spans must have the lengths that `shape` asks for. Computed in double, rounded once. The
// result takes the memory of `spare`, a result that is not needed any more.
engine::LayerWeights Fold(const engine::LayerShape& shape, const RawLayer& raw, double epsilon,
                          engine::LayerWeights spare = {});

}  // namespace residua
