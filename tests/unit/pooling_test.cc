#include "engine/pooling.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <limits>

#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {
namespace {

using engine::PoolingKind;
using engine::PoolingOptions;

// By the definition; `size` gives the number of windows along an axis.
Tensor Pool(const Tensor& input, const PoolingOptions& options, std::size_t out_height,
            std::size_t out_width) {
  const Shape4 shape{input.shape.batch, out_height, out_width, input.shape.channels};
  return Generate(shape, [&](std::size_t n, std::size_t y, std::size_t x, std::size_t c) {
    double largest = -std::numeric_limits<double>::infinity();
    double sum = 0;
    double pixels = 0;
    for (std::size_t i = 0; i < options.window * options.window; ++i) {
      const auto row = static_cast<std::ptrdiff_t>(y * options.stride + i / options.window) -
                       static_cast<std::ptrdiff_t>(options.padding);
      const auto column = static_cast<std::ptrdiff_t>(x * options.stride + i % options.window) -
                          static_cast<std::ptrdiff_t>(options.padding);
      if (row < 0 || column < 0 || row >= static_cast<std::ptrdiff_t>(input.shape.height) ||
          column >= static_cast<std::ptrdiff_t>(input.shape.width)) {
        continue;
      }
      largest = std::max(largest, At(input, n, row, column, c));
      sum += At(input, n, row, column, c);
      ++pixels;
    }
    return options.kind == PoolingKind::kMax ? largest : sum / pixels;
  });
}

}  // namespace

TEST_CASE("Max pooling as in the stem agrees with the definition", "[engine]") {
  const PoolingOptions options{.kind = PoolingKind::kMax, .window = 3, .stride = 2, .padding = 1};
  const engine::PoolingOperator op(options);
  // PyTorch's number of windows: (size + 2 * 1 - 3) / 2 + 1, rounded down.
  for (const auto& [height, width, out_height, out_width] :
       {std::array<std::size_t, 4>{8, 7, 4, 4}, {1, 2, 1, 1}, {13, 6, 7, 3}}) {
    const Tensor input = RandomTensor({2, height, width, 5}, 1);
    CHECK(RunOperator(op, {&input}).values == Pool(input, options, out_height, out_width).values);
  }
}

TEST_CASE("Average pooling as in ResNet-D's shortcut counts only pixels that exist", "[engine]") {
  const PoolingOptions options{.kind = PoolingKind::kAverage, .ceil_mode = true};
  const engine::PoolingOperator op(options);
  // Half of the size, rounded up: a last odd row or column is a window of its own.
  for (const auto& [height, width, out_height, out_width] : {std::array<std::size_t, 4>{8, 6, 4, 3},
                                                             {7, 6, 4, 3},
                                                             {7, 5, 4, 3},
                                                             {1, 1, 1, 1},
                                                             {1, 4, 1, 2}}) {
    INFO(height << "x" << width);
    const Tensor input = RandomTensor({2, height, width, 5}, 1);
    const Tensor output = RunOperator(op, {&input});
    CHECK(LargestDifference(output, Pool(input, options, out_height, out_width)) < 1e-6);
  }
}

TEST_CASE("Global average pooling gives one pixel, the mean of all", "[engine]") {
  const engine::PoolingOperator op({.kind = PoolingKind::kGlobalAverage});
  for (const auto& [height, width] : {std::array<std::size_t, 2>{7, 7}, {3, 5}, {1, 1}, {32, 1}}) {
    INFO(height << "x" << width);
    const Tensor input = RandomTensor({3, height, width, 13}, 1);
    const Tensor output = RunOperator(op, {&input});
    const Tensor expected =
        Generate({3, 1, 1, 13}, [&](std::size_t n, std::size_t, std::size_t, std::size_t c) {
          double sum = 0;
          for (std::size_t i = 0; i < height * width; ++i) {
            sum += input.values[(n * height * width + i) * 13 + c];
          }
          return sum / static_cast<double>(height * width);
        });
    CHECK(LargestDifference(output, expected) < 1e-6);
  }
}

}  // namespace residua::testing
