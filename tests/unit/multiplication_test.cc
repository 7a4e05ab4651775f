#include "engine/multiplication.h"

#include <catch2/catch_test_macros.hpp>

#include "core/error.h"
#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {
namespace {

using engine::MultiplicationOperator;

Tensor Multiply(const Tensor& x, const Tensor& gates) {
  return Generate(x.shape, [&](std::size_t n, std::size_t y, std::size_t column, std::size_t c) {
    return At(x, n, static_cast<std::ptrdiff_t>(y), static_cast<std::ptrdiff_t>(column), c) *
           At(gates, n, 0, 0, c);
  });
}

}  // namespace

TEST_CASE("Every pixel of an image is multiplied by the image's gates", "[engine]") {
  for (const std::size_t channels : {1, 3, 4, 17, 64}) {
    const Tensor x = RandomTensor({3, 5, 7, channels}, 1);
    const Tensor gates = RandomTensor({3, 1, 1, channels}, 2);
    CHECK(LargestDifference(RunOperator(MultiplicationOperator(), {&x, &gates}),
                            Multiply(x, gates)) < 1e-7);
  }
}

TEST_CASE("A multiplication adds the shortcut and rectifies while it is at it", "[engine]") {
  // More pixels than a tile.
  const Tensor x = RandomTensor({2, 70, 71, 5}, 1);
  const Tensor gates = RandomTensor({2, 1, 1, 5}, 2);
  const Tensor shortcut = RandomTensor(x.shape, 3);
  Tensor expected = Multiply(x, gates);
  for (std::size_t i = 0; i < expected.values.size(); ++i) {
    expected.values[i] = std::max(expected.values[i] + shortcut.values[i], 0.0f);
  }
  const auto kernel = MultiplicationOperator().MakeKernel({}, engine::KernelChoice::kAuto);
  const engine::Fusion fusion{.add = true, .activation = engine::kRelu};
  REQUIRE(kernel->CanFuse(fusion));
  CHECK(LargestDifference(
            RunKernel(*kernel, {&x, &gates, &shortcut}, x.shape, engine::ThreadPool(), fusion),
            expected) < 1e-6);
}

TEST_CASE("A multiplication may overwrite what it multiplies, and nothing else", "[engine]") {
  const Tensor x = RandomTensor({2, 5, 7, 6}, 1);
  const Tensor gates = RandomTensor({2, 1, 1, 6}, 2);
  const auto kernel = MultiplicationOperator().MakeKernel({}, engine::KernelChoice::kAuto);
  REQUIRE(kernel->CanRunInPlace(0));
  CHECK_FALSE(kernel->CanRunInPlace(1));
  const Tensor product = RunKernel(*kernel, {&x, &gates}, x.shape, engine::ThreadPool(), {}, 0);
  CHECK(LargestDifference(product, Multiply(x, gates)) < 1e-7);
}

TEST_CASE("Gates of another number are refused", "[engine]") {
  const Tensor x = RandomTensor({2, 3, 3, 4}, 1);
  const Tensor gates = RandomTensor({1, 1, 1, 4}, 2);
  CHECK_THROWS_AS(RunOperator(MultiplicationOperator(), {&x, &gates}), Error);
}

}  // namespace residua::testing
