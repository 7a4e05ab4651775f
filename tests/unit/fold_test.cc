#include "model/fold.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using Catch::Matchers::WithinAbs;

namespace residua {
namespace {

// The whole layer.
engine::LayerWeights FoldAll(const engine::LayerShape& shape, const RawLayer& raw, double epsilon) {
  engine::LayerWeights folded;
  Fold(shape, raw, epsilon, 0, shape.out_channels, folded);
  return folded;
}

}  // namespace

TEST_CASE("Folding moves the kernel's pixels outside of its input channels", "[model]") {
  // One output, two inputs, 3x3: PyTorch's order is channel by channel.
  std::array<float, 18> weight;
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = static_cast<float>(i);
  const engine::LayerShape shape{.out_channels = 1, .in_channels = 2, .kernel = 3};
  const engine::LayerWeights folded = FoldAll(shape, {.weight = weight}, 1e-5);
  CHECK(folded.weights[0] == 0);  // pixel 0, channel 0
  CHECK(folded.weights[1] == 9);  // pixel 0, channel 1
  CHECK(folded.weights[2] == 1);  // pixel 1, channel 0
  CHECK(folded.weights[17] == 17);
  CHECK(folded.bias == std::vector<float>{0});
}

TEST_CASE("A folded layer gives what batch normalisation would", "[model]") {
  // y = 3 * (2 * x + 1 - 5) / sqrt(3.99 + 0.01) + 7 = 3 * x + 1, by hand.
  const std::array<float, 1> weight = {2}, bias = {1}, scale = {3}, shift = {7}, mean = {5},
                             variance = {3.99f};
  const engine::LayerWeights folded = FoldAll({.out_channels = 1, .in_channels = 1},
                                              {.weight = weight,
                                               .bias = bias,
                                               .scale = scale,
                                               .shift = shift,
                                               .mean = mean,
                                               .variance = variance},
                                              0.01);
  CHECK_THAT(folded.weights[0], WithinAbs(3, 1e-6));
  CHECK_THAT(folded.bias[0], WithinAbs(1, 1e-6));
}

TEST_CASE("Every output channel has its own scale", "[model]") {
  const std::array<float, 2> weight = {1, 1}, scale = {2, 4}, shift = {0, 1}, mean = {1, 1},
                             variance = {1, 4};
  const engine::LayerWeights folded = FoldAll(
      {.out_channels = 2, .in_channels = 1},
      {.weight = weight, .scale = scale, .shift = shift, .mean = mean, .variance = variance}, 0);
  CHECK(folded.weights == std::vector<float>{2, 2});  // 2 / sqrt(1), 4 / sqrt(4)
  CHECK(folded.bias == std::vector<float>{-2, -1});
}

TEST_CASE("Some output channels fold as they do among all", "[model]") {
  const std::array<float, 3> scale = {2, 4, 8}, shift = {0, 1, 2}, mean = {1, 1, 1},
                             variance = {1, 4, 16};
  const std::array<float, 2> weight = {3, 5};                            // of the last two channels
  engine::LayerWeights folded{.weights = {9, 9, 9}, .bias = {9, 9, 9}};  // of an earlier call
  Fold({.out_channels = 3, .in_channels = 1},
       {.weight = weight, .scale = scale, .shift = shift, .mean = mean, .variance = variance}, 0,
       /*first=*/1, /*count=*/2, folded);
  CHECK(folded.weights == std::vector<float>{6, 10});  // 3 * 4 / sqrt(4), 5 * 8 / sqrt(16)
  CHECK(folded.bias == std::vector<float>{-1, 0});
}

}  // namespace residua
