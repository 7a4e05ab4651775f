#include "engine/addition.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "core/error.h"
#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

TEST_CASE("AdditionOperator adds, and with ReLU cuts at zero, in one pass", "[engine]") {
  // More elements than a tile, and not a multiple of one.
  const Shape4 shape{1, 33, 100, 7};
  const Tensor a = RandomTensor(shape, 1);
  const Tensor b = RandomTensor(shape, 2);
  const auto sum = [&](bool relu) {
    Tensor expected(shape);
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
      const float s = a.values[i] + b.values[i];
      expected.values[i] = relu ? std::max(s, 0.0f) : s;
    }
    return expected.values;
  };
  const auto kernel = engine::AdditionOperator().MakeKernel({}, engine::KernelChoice::kAuto);
  const engine::ThreadPool pool;
  CHECK(RunKernel(*kernel, {&a, &b}, shape, pool).values == sum(false));
  CHECK(RunKernel(*kernel, {&a, &b}, shape, pool, {.activation = engine::kRelu}).values ==
        sum(true));
}

TEST_CASE("AdditionOperator refuses tensors of different shapes", "[engine]") {
  const Tensor a = RandomTensor({1, 2, 3, 4}, 1);
  const Tensor b = RandomTensor({1, 3, 2, 4}, 2);
  CHECK_THROWS_AS(RunOperator(engine::AdditionOperator(), {&a, &b}), Error);
}

}  // namespace residua::testing
