#include "model/fold.h"

#include <cmath>
#include <utility>

namespace residua {

engine::LayerWeights Fold(const engine::LayerShape& shape, const RawLayer& raw, double epsilon,
                          engine::LayerWeights spare) {
  engine::LayerWeights folded = std::move(spare);
  folded.weights.resize(shape.weights());
  folded.bias.resize(shape.out_channels);

  const std::size_t in_channels = shape.in_channels / shape.groups;
  const std::size_t pixels = shape.kernel * shape.kernel;
  const bool normalises = !raw.scale.empty();
  for (std::size_t out = 0; out < shape.out_channels; ++out) {
    double factor = 1;
    double bias = raw.bias.empty() ? 0 : raw.bias[out];
    if (normalises) {
      factor = raw.scale[out] / std::sqrt(static_cast<double>(raw.variance[out]) + epsilon);
      bias = (bias - raw.mean[out]) * factor + raw.shift[out];
    }
    folded.bias[out] = static_cast<float>(bias);
    const float* const from = raw.weight.data() + out * in_channels * pixels;
    float* const to = folded.weights.data() + out * in_channels * pixels;
    for (std::size_t in = 0; in < in_channels; ++in) {
      for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        to[pixel * in_channels + in] = static_cast<float>(from[in * pixels + pixel] * factor);
      }
    }
  }
  return folded;
}

}  // namespace residua
