// The operations by their definitions, one sum at a time and in double: what the fast ones are
// compared with.

#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "core/tensor.h"
#include "engine/layer.h"

namespace residua::testing {

inline std::vector<float> RandomFloats(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values(count);
  // Not std::uniform_real_distribution: its results differ between standard libraries.
  for (float& value : values) value = static_cast<float>(random()) / 2147483648.0f - 1.0f;
  return values;
}

inline Tensor RandomTensor(const Shape4& shape, unsigned seed) {
  Tensor tensor(shape);
  tensor.values = RandomFloats(shape.elements(), seed);
  return tensor;
}

inline engine::LayerWeights RandomWeights(const engine::LayerShape& shape, unsigned seed) {
  return {.weights = RandomFloats(shape.weights(), seed),
          .bias = RandomFloats(shape.out_channels, seed + 1)};
}

// Element n, y, x, c; 0 outside the image.
inline double At(const Tensor& tensor, std::size_t n, std::ptrdiff_t y, std::ptrdiff_t x,
                 std::size_t c) {
  const Shape4& s = tensor.shape;
  if (y < 0 || x < 0 || y >= static_cast<std::ptrdiff_t>(s.height) ||
      x >= static_cast<std::ptrdiff_t>(s.width)) {
    return 0;
  }
  return tensor.values[((n * s.height + static_cast<std::size_t>(y)) * s.width +
                        static_cast<std::size_t>(x)) *
                           s.channels +
                       c];
}

// Calls set(n, y, x, c) for each element of a new tensor, in memory order.
Tensor Generate(const Shape4& shape, auto&& set) {
  Tensor tensor(shape);
  std::size_t i = 0;
  for (std::size_t n = 0; n < shape.batch; ++n) {
    for (std::size_t y = 0; y < shape.height; ++y) {
      for (std::size_t x = 0; x < shape.width; ++x) {
        for (std::size_t c = 0; c < shape.channels; ++c) {
          tensor.values[i++] = static_cast<float>(set(n, y, x, c));
        }
      }
    }
  }
  return tensor;
}

struct NaiveConvolution {
  std::size_t stride = 1;
  std::size_t padding = 0;
  bool relu = false;
  std::size_t dilation = 1;
};

inline Tensor Convolve(const Tensor& input, const engine::LayerShape& layer,
                       const engine::LayerWeights& weights, const NaiveConvolution& options) {
  const std::size_t group_in = layer.in_channels / layer.groups;
  const std::size_t group_out = layer.out_channels / layer.groups;
  const auto size = [&](std::size_t in) {
    const std::size_t window = (layer.kernel - 1) * options.dilation + 1;
    return (in + 2 * options.padding - window) / options.stride + 1;
  };
  const Shape4 shape{input.shape.batch, size(input.shape.height), size(input.shape.width),
                     layer.out_channels};
  return Generate(shape, [&](std::size_t n, std::size_t y, std::size_t x, std::size_t out) {
    double sum = weights.bias[out];
    const std::size_t first_in = out / group_out * group_in;
    for (std::size_t ky = 0; ky < layer.kernel; ++ky) {
      for (std::size_t kx = 0; kx < layer.kernel; ++kx) {
        const auto row = static_cast<std::ptrdiff_t>(y * options.stride + ky * options.dilation) -
                         static_cast<std::ptrdiff_t>(options.padding);
        const auto column =
            static_cast<std::ptrdiff_t>(x * options.stride + kx * options.dilation) -
            static_cast<std::ptrdiff_t>(options.padding);
        for (std::size_t in = 0; in < group_in; ++in) {
          sum +=
              At(input, n, row, column, first_in + in) *
              static_cast<double>(
                  weights.weights[((out * layer.kernel + ky) * layer.kernel + kx) * group_in + in]);
        }
      }
    }
    return options.relu ? std::max(sum, 0.0) : sum;
  });
}

// The largest absolute difference; infinity for other shapes or where a value is no number.
inline double LargestDifference(const Tensor& a, const Tensor& b) {
  if (a.shape != b.shape) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a.values[i]) - b.values[i]);
    if (!(difference <= largest)) largest = difference;
    if (!(difference == difference)) return std::numeric_limits<double>::infinity();
  }
  return largest;
}

}  // namespace residua::testing
