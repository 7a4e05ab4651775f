#include "model/whole_weight.h"

#include <cmath>

namespace residua {

void ApplyMask(std::span<float> weight, std::span<const float> mask) {
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] *= mask[i];
}

void ApplyMagnitude(std::span<float> weight, std::span<const float> magnitude) {
  const std::size_t size = weight.size() / magnitude.size();
  for (std::size_t row = 0; row < magnitude.size(); ++row) {
    const std::span<float> values = weight.subspan(row * size, size);
    double squares = 0;
    for (const float value : values) squares += static_cast<double>(value) * value;
    const double factor = magnitude[row] / std::sqrt(squares);
    for (float& value : values) value = static_cast<float>(value * factor);
  }
}

}  // namespace residua
