#include "engine/pointwise_step.h"

#include <catch2/catch_test_macros.hpp>

#include "support/fused_convolution.h"

namespace residua::testing {
namespace {

void CheckPointwise(std::size_t in, std::size_t out, const Shape4& input, std::size_t threads) {
  const engine::LayerShape layer{.out_channels = out, .in_channels = in};
  CheckFusedConvolution({.layer = layer, .input = input, .threads = threads, .bound = 2e-6},
                        [&](bool relu, const engine::LayerWeights& weights) {
                          return MakePacked<engine::PointwiseStep>(weights, layer, relu);
                        });
}

}  // namespace

TEST_CASE("PointwiseStep agrees with the definition at every number of pixels", "[engine]") {
  for (std::size_t width = 1; width <= 23; ++width) CheckPointwise(7, 13, {1, 1, width, 0}, 1);
  CheckPointwise(5, 9, {3, 70, 31, 0}, 1);
}

TEST_CASE("PointwiseStep takes any number of channels", "[engine]") {
  for (const std::size_t channels : {1, 2, 4, 17, 35, 66}) {
    CheckPointwise(channels, 67 - channels, {1, 3, 5, 0}, 1);
  }
  // More weights than one block has.
  CheckPointwise(2050, 70, {1, 3, 3, 0}, 1);
}

#ifndef __EMSCRIPTEN__  // whose tests have one thread
TEST_CASE("PointwiseStep agrees with the definition on several threads", "[engine]") {
  for (const std::size_t threads : {2, 3, 5}) {
    CheckPointwise(35, 131, {1, 7, 7, 0}, threads);
    CheckPointwise(3, 2, {2, 33, 9, 0}, threads);
    CheckPointwise(1030, 210, {1, 5, 5, 0}, threads);
  }
}
#endif

TEST_CASE("PointwiseStep adds in place", "[engine]") {
  const engine::LayerShape layer{.out_channels = 11, .in_channels = 6};
  auto step = MakePacked<engine::PointwiseStep>(RandomWeights(layer, 1), layer, /*relu=*/false);
  CheckAdditionInPlace(step, RandomTensor({2, 5, 3, 6}, 2), RandomTensor({2, 5, 3, 11}, 3));
}

TEST_CASE("A PointwiseStep with a ReLU of its own refuses to add after it", "[engine]") {
  const engine::LayerShape layer{.out_channels = 4, .in_channels = 4};
  const engine::PointwiseStep step(layer, /*relu=*/true);
  CHECK_FALSE(step.CanFuse({.add = true, .relu = true}));
}

}  // namespace residua::testing
