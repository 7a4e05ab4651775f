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
  const auto within = [&](std::ptrdiff_t at, std::size_t size) {
    return at < static_cast<std::ptrdiff_t>(size + options.padding);
  };
  return Generate(shape, [&](std::size_t n, std::size_t y, std::size_t x, std::size_t c) {
    double largest = -std::numeric_limits<double>::infinity();
    double sum = 0;
    double pixels = 0;
    for (std::size_t i = 0; i < options.window * options.window; ++i) {
      const auto row = static_cast<std::ptrdiff_t>(y * options.stride + i / options.window) -
                       static_cast<std::ptrdiff_t>(options.padding);
      const auto column = static_cast<std::ptrdiff_t>(x * options.stride + i % options.window) -
                          static_cast<std::ptrdiff_t>(options.padding);
      const bool counted = within(row, input.shape.height) && within(column, input.shape.width);
      if (options.count_include_pad && counted) ++pixels;
      if (row < 0 || column < 0 || row >= static_cast<std::ptrdiff_t>(input.shape.height) ||
          column >= static_cast<std::ptrdiff_t>(input.shape.width)) {
        continue;
      }
      largest = std::max(largest, At(input, n, row, column, c));
      sum += At(input, n, row, column, c);
      if (!options.count_include_pad) ++pixels;
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

// torch.nn.functional.avg_pool2d of ones, count_include_pad=True: a corner has four of nine pixels.
TEST_CASE("Average pooling counts padding where it is asked to", "[engine]") {
  PoolingOptions options{.kind = PoolingKind::kAverage,
                         .window = 3,
                         .stride = 2,
                         .padding = 1,
                         .count_include_pad = true};
  Tensor ones({1, 5, 5, 1});
  std::ranges::fill(ones.values, 1.0f);
  const Tensor corner = RunOperator(engine::PoolingOperator(options), {&ones});
  CHECK(corner.values[0] == 4.0f / 9);
  CHECK(corner.values[4] == 1);
  for (const bool ceil_mode : {false, true}) {
    options.ceil_mode = ceil_mode;
    const engine::PoolingOperator op(options);
    const Tensor input = RandomTensor({2, 8, 6, 21}, 1);
    const std::size_t more = ceil_mode ? 1 : 0;
    CHECK(LargestDifference(RunOperator(op, {&input}), Pool(input, options, 4 + more, 3 + more)) <
          1e-6);
  }
}

TEST_CASE("Pooling takes any number of channels and threads", "[engine]") {
  for (const std::size_t channels : {1, 4, 15, 16, 17, 130, 300}) {
    const Tensor input = RandomTensor({1, 6, 5, channels}, 1);
    const PoolingOptions options{.kind = PoolingKind::kAverage, .window = 3, .stride = 1};
#ifdef __EMSCRIPTEN__
    const engine::ThreadPool pool;
#else
    const engine::ThreadPool pool(3);
#endif
    CHECK(LargestDifference(RunOperator(engine::PoolingOperator(options), {&input}, nullptr, pool),
                            Pool(input, options, 4, 3)) < 1e-6);
  }
}

TEST_CASE("Global max pooling gives one pixel, the largest of each channel", "[engine]") {
  const Tensor input = RandomTensor({2, 7, 5, 13}, 1);
  const Tensor output =
      RunOperator(engine::PoolingOperator({.kind = PoolingKind::kGlobalMax}), {&input});
  CHECK(output.values ==
        Generate({2, 1, 1, 13}, [&](std::size_t n, std::size_t, std::size_t, std::size_t c) {
          float largest = input.values[n * 35 * 13 + c];
          for (std::size_t i = 0; i < 35; ++i) {
            largest = std::max(largest, input.values[(n * 35 + i) * 13 + c]);
          }
          return largest;
        }).values);
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
