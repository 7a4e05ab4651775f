#include "engine/winograd_convolution.h"

#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "engine/streamed_convolution.h"
#include "support/fused_convolution.h"

namespace residua::testing {
namespace {

using engine::LayerShape;
using engine::Tile2;
using engine::Tile4;

// Largest error allowed, relative to the layer's largest output: F(4x4) loses about a digit.
template <typename Tile>
constexpr double kBound = Tile::kOutputs == 4 ? 2e-5 : 4e-6;

// Floats of either sign whose sizes lie evenly between 2^-20 and 2^20: a few outweigh all others.
std::vector<float> WildFloats(std::size_t count, unsigned seed) {
  std::vector<float> values = RandomFloats(count, seed);
  const std::vector<float> exponents = RandomFloats(count, seed + 1);
  for (std::size_t i = 0; i < count; ++i) values[i] *= std::exp2(20 * exponents[i]);
  return values;
}

// Of F(4x4): what a tile's outputs could be at most, were all signs alike and every pixel of its
// patch as large as the largest.
double LargestPossible(const Tensor& input, const engine::LayerWeights& weights, std::size_t y,
                       std::size_t x, std::size_t out) {
  const std::size_t depth = input.shape.channels;
  const auto top = static_cast<std::ptrdiff_t>(y / 4 * 4);
  const auto left = static_cast<std::ptrdiff_t>(x / 4 * 4);
  double sum = 0;
  for (std::size_t in = 0; in < depth; ++in) {
    double pixel = 0;
    for (std::ptrdiff_t row = top - 1; row < top + 5; ++row) {
      for (std::ptrdiff_t column = left - 1; column < left + 5; ++column) {
        pixel = std::max(pixel, std::abs(At(input, 0, row, column, in)));
      }
    }
    double taps = 0;
    for (std::size_t tap = 0; tap < 9; ++tap) {
      taps += std::abs(double{weights.weights[(out * 9 + tap) * depth + in]});
    }
    sum += pixel * taps;
  }
  return sum;
}

template <typename Tile>
void CheckAgainstDefinition(const LayerShape& layer, const Shape4& shape, std::size_t threads) {
  CheckFusedConvolution(
      {.layer = layer, .padding = 1, .input = shape, .threads = threads, .bound = kBound<Tile>},
      [&](const engine::LayerWeights& weights) {
        return MakePacked<engine::WinogradConvolution<Tile>>(weights, layer);
      });
}

}  // namespace

TEMPLATE_TEST_CASE("Winograd agrees with the definition at every size up to two blocks of tiles",
                   "[engine]", Tile2, Tile4) {
  for (std::size_t size = 1; size <= 14; ++size) {
    CheckAgainstDefinition<TestType>({.out_channels = 9, .in_channels = 5, .kernel = 3},
                                     {1, size, 15 - size, 5}, 1);
  }
  CheckAgainstDefinition<TestType>({.out_channels = 4, .in_channels = 3, .kernel = 3},
                                   {1, 70, 67, 3}, 1);
}

TEMPLATE_TEST_CASE("Winograd takes any number of channels", "[engine]", Tile2, Tile4) {
  for (const std::size_t channels : {1, 2, 4, 7, 16, 17, 35, 66}) {
    CheckAgainstDefinition<TestType>(
        {.out_channels = 67 - channels, .in_channels = channels, .kernel = 3}, {1, 6, 9, channels},
        1);
  }
}

TEMPLATE_TEST_CASE("Winograd takes batches", "[engine]", Tile2, Tile4) {
  CheckAgainstDefinition<TestType>({.out_channels = 18, .in_channels = 13, .kernel = 3},
                                   {3, 11, 6, 13}, 1);
}

#ifndef __EMSCRIPTEN__  // whose tests have one thread
TEMPLATE_TEST_CASE("Winograd agrees with the definition on several threads", "[engine]", Tile2,
                   Tile4) {
  for (const std::size_t threads : {2, 3, 5}) {
    CheckAgainstDefinition<TestType>({.out_channels = 70, .in_channels = 81, .kernel = 3},
                                     {1, 7, 7, 81}, threads);
    CheckAgainstDefinition<TestType>({.out_channels = 7, .in_channels = 6, .kernel = 3},
                                     {3, 61, 43, 6}, threads);
    // Filters that outweigh the cache: the threads share one block.
    CheckAgainstDefinition<TestType>({.out_channels = 300, .in_channels = 260, .kernel = 3},
                                     {1, 9, 5, 260}, threads);
  }
}
#endif

TEST_CASE("Streamed Winograd agrees with the definition", "[engine]") {
  const auto check = [](std::size_t in, std::size_t out, const Shape4& input, std::size_t threads) {
    const LayerShape layer{.out_channels = out, .in_channels = in, .kernel = 3};
    CheckFusedConvolution(
        {.layer = layer, .padding = 1, .input = input, .threads = threads, .bound = kBound<Tile4>},
        [&](const engine::LayerWeights& weights) {
          return MakePacked<engine::StreamedConvolution>(weights, layer);
        });
  };
  for (std::size_t size = 1; size <= 14; ++size) check(5, 9, {1, size, 15 - size, 0}, 1);
  for (const std::size_t channels : {1, 2, 4, 16, 17, 66}) {
    check(channels, 67 - channels, {1, 6, 9, 0}, 1);
    check(channels, 67 - channels, {1, 7, 7, 0}, 1);
  }
  check(50, 9, {3, 4, 3, 0}, 1);
  check(3, 7, {3, 70, 47, 0}, 1);
#ifndef __EMSCRIPTEN__
  check(81, 70, {1, 7, 7, 0}, 2);
  check(6, 7, {3, 41, 33, 0}, 5);
#endif
}

// So a layer needs no other kernel for the sake of its weights.
TEMPLATE_TEST_CASE("F(4x4) stays near the definition whatever the weights and pixels are",
                   "[engine]", engine::WinogradConvolution<Tile4>, engine::StreamedConvolution) {
  const LayerShape layer{.out_channels = 8, .in_channels = 24, .kernel = 3};
  double worst = 0;
  for (unsigned seed = 0; seed < 60; seed += 4) {
    Tensor input({1, 12, 9, 24});
    input.values = WildFloats(input.values.size(), seed);
    const engine::LayerWeights weights{.weights = WildFloats(layer.weights(), seed + 2),
                                       .bias = std::vector<float>(layer.out_channels)};
    const auto kernel = MakePacked<TestType>(weights, layer);
    const Tensor expected = Convolve(input, layer, weights, {.padding = 1});
    const Tensor result = RunKernel(kernel, {&input}, expected.shape, engine::ThreadPool());
    const Tensor possible =
        Generate(expected.shape, [&](std::size_t, std::size_t y, std::size_t x, std::size_t out) {
          return LargestPossible(input, weights, y, x, out);
        });
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
      const double error = std::abs(double{result.values[i]} - expected.values[i]);
      worst = std::max(worst, error / possible.values[i]);
    }
  }
  CHECK(worst < 6e-6);
  CHECK(worst > 1e-9);  // as far as they are compared at all
}

TEST_CASE("Streamed Winograd adds in place", "[engine]") {
  const LayerShape layer{.out_channels = 6, .in_channels = 4, .kernel = 3};
  const auto kernel = MakePacked<engine::StreamedConvolution>(RandomWeights(layer, 1), layer);
  CheckAdditionInPlace(kernel, RandomTensor({1, 9, 5, 4}, 2), RandomTensor({1, 9, 5, 6}, 3));
}

TEST_CASE("The stem's Winograd agrees with the definition", "[engine]") {
  const auto check = [](std::size_t in, std::size_t out, const Shape4& input, std::size_t threads) {
    const LayerShape layer{.out_channels = out, .in_channels = in, .kernel = 7};
    CheckFusedConvolution({.layer = layer,
                           .stride = 2,
                           .padding = 3,
                           .input = input,
                           .threads = threads,
                           .bound = 1e-5},
                          [&](const engine::LayerWeights& weights) {
                            return MakePacked<engine::WinogradConvolution<engine::TileStem>>(
                                weights, layer);
                          });
  };
  for (std::size_t size = 1; size <= 15; ++size) check(3, 9, {1, size, 16 - size, 0}, 1);
  for (std::size_t channels = 1; channels <= 4; ++channels) {
    check(channels, 5 + channels, {1, 9, 20, 0}, 1);
  }
  check(3, 7, {3, 70, 67, 0}, 1);
#ifndef __EMSCRIPTEN__
  check(3, 18, {1, 63, 70, 0}, 2);
  check(3, 18, {2, 11, 14, 0}, 5);
#endif
}

TEST_CASE("Winograd adds in place", "[engine]") {
  const LayerShape layer{.out_channels = 6, .in_channels = 4, .kernel = 3};
  const auto kernel =
      MakePacked<engine::WinogradConvolution<Tile4>>(RandomWeights(layer, 1), layer);
  CheckAdditionInPlace(kernel, RandomTensor({1, 9, 5, 4}, 2), RandomTensor({1, 9, 5, 6}, 3));
}

}  // namespace residua::testing
