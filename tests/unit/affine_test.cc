#include "engine/affine.h"

#include <catch2/catch_test_macros.hpp>

#include "core/error.h"
#include "support/naive.h"
#include "support/naive_activation.h"
#include "support/run_kernel.h"

namespace residua::testing {
namespace {

Tensor Scale(const Tensor& x, const engine::LayerWeights& weights) {
  return Generate(x.shape, [&](std::size_t n, std::size_t y, std::size_t column, std::size_t c) {
    return At(x, n, static_cast<std::ptrdiff_t>(y), static_cast<std::ptrdiff_t>(column), c) *
               weights.weights[c] +
           weights.bias[c];
  });
}

}  // namespace

TEST_CASE("Every channel is scaled and shifted", "[engine]") {
  for (const std::size_t channels : {1, 5, 8, 67}) {
    const engine::LayerShape layer{.out_channels = channels, .in_channels = 1};
    const engine::LayerWeights weights = RandomWeights(layer, 1);
    const Tensor x = RandomTensor({2, 3, 4, channels}, 2);
    CHECK(LargestDifference(RunOperator(engine::AffineOperator(layer), {&x}, &weights),
                            Scale(x, weights)) < 1e-6);
  }
}

TEST_CASE("An affine layer takes in the addition and the activation behind it", "[engine]") {
  const engine::LayerShape layer{.out_channels = 6, .in_channels = 1};
  const engine::LayerWeights weights = RandomWeights(layer, 1);
  const Tensor x = RandomTensor({2, 3, 4, 6}, 2);
  const Tensor addend = RandomTensor(x.shape, 3);
  const auto kernel =
      engine::AffineOperator(layer).MakeKernel({&x.shape, 1}, engine::KernelChoice::kAuto);
  PackInParts(*kernel, weights);
  Tensor expected = Scale(x, weights);
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    expected.values[i] = static_cast<float>(
        NaiveActivation(engine::kSilu, double{expected.values[i]} + addend.values[i]));
  }
  CHECK(LargestDifference(RunKernel(*kernel, {&x, &addend}, x.shape, engine::ThreadPool(),
                                    {.add = true, .activation = engine::kSilu}),
                          expected) < 1e-6);
}

TEST_CASE("Scales for another number of channels are refused", "[engine]") {
  const engine::AffineOperator op({.out_channels = 6, .in_channels = 1});
  const Shape4 shape{1, 2, 2, 5};
  CHECK_THROWS_AS(op.InferShape({&shape, 1}), Error);
}

}  // namespace residua::testing
