#include "engine/group_norm.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "core/error.h"
#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

TEST_CASE("Group normalisation agrees with the definition", "[engine]") {
  for (const auto& [channels, groups] :
       {std::array<std::size_t, 2>{6, 3}, {8, 8}, {8, 1}, {35, 5}}) {
    INFO(channels << " channels in " << groups << " groups");
    const std::size_t in_group = channels / groups;
    const engine::LayerShape layer{.out_channels = channels, .in_channels = 1};
    const engine::LayerWeights weights = RandomWeights(layer, 1);
    Tensor x = RandomTensor({2, 5, 7, channels}, 2);
    for (float& value : x.values) value = 3 * value + 10;
    const auto average = [&, in = in_group](std::size_t n, std::size_t group,
                                            const auto& function) {
      double sum = 0;
      for (std::size_t i = 0; i < 35 * in; ++i) {
        sum += function(At(x, n, static_cast<std::ptrdiff_t>(i / in / 7),
                           static_cast<std::ptrdiff_t>(i / in % 7), group * in + i % in));
      }
      return sum / static_cast<double>(35 * in);
    };
    const Tensor expected = Generate(
        x.shape,
        [&, in = in_group](std::size_t n, std::size_t y, std::size_t column, std::size_t c) {
          const double mean = average(n, c / in, [](double value) { return value; });
          const double variance =
              average(n, c / in, [&](double value) { return (value - mean) * (value - mean); });
          const double value =
              At(x, n, static_cast<std::ptrdiff_t>(y), static_cast<std::ptrdiff_t>(column), c);
          return (value - mean) / std::sqrt(variance + 1e-3) * weights.weights[c] + weights.bias[c];
        });
    const engine::GroupNormOperator op(layer, {.groups = groups, .epsilon = 1e-3});
    CHECK(LargestDifference(RunOperator(op, {&x}, &weights), expected) < 1e-5);
  }
}

TEST_CASE("Channels that the groups do not divide are refused", "[engine]") {
  const engine::GroupNormOperator op({.out_channels = 6, .in_channels = 1}, {.groups = 4});
  const Shape4 shape{1, 2, 2, 6};
  CHECK_THROWS_AS(op.InferShape({&shape, 1}), Error);
}

}  // namespace residua::testing
