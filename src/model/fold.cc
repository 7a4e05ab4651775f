#include "model/fold.h"

#include <cmath>

namespace residua {

void Fold(const engine::LayerShape& shape, const RawLayer& raw, double epsilon, std::size_t first,
          std::size_t count, engine::LayerWeights& folded) {
  folded.weights.resize(count * shape.weights() / shape.out_channels);
  folded.bias.resize(count);

  const std::size_t in_channels = shape.in_channels / shape.groups;
  const std::size_t pixels = shape.kernel * shape.kernel;
  const bool normalises = !raw.variance.empty();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t out = first + i;
    double factor = 1;
    double bias = raw.bias.empty() ? 0 : raw.bias[out];
    if (normalises) {
      const double scale = raw.scale.empty() ? 1 : raw.scale[out];
      factor = scale / std::sqrt(static_cast<double>(raw.variance[out]) + epsilon);
      bias = (bias - raw.mean[out]) * factor + (raw.shift.empty() ? 0 : raw.shift[out]);
    }
    folded.bias[i] = static_cast<float>(bias);
    if (raw.weight.empty()) {  // a separate normalisation
      folded.weights[i] = static_cast<float>(factor);
      continue;
    }
    const float* const from = raw.weight.data() + i * in_channels * pixels;
    float* const to = folded.weights.data() + i * in_channels * pixels;
    for (std::size_t in = 0; in < in_channels; ++in) {
      for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        to[pixel * in_channels + in] = static_cast<float>(from[in * pixels + pixel] * factor);
      }
    }
  }
}

}  // namespace residua
