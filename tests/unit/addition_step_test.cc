#include "engine/addition_step.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "core/error.h"
#include "support/naive.h"
#include "support/run_step.h"

namespace residua::testing {

TEST_CASE("AdditionStep adds, and with ReLU cuts at zero, in one pass", "[engine]") {
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
  engine::AdditionStep step;
  CHECK(RunStep(step, {&a, &b}, engine::ThreadPool()).values == sum(false));
  CHECK(RunStep(step, {&a, &b}, engine::ThreadPool(), {.relu = true}).values == sum(true));
}

TEST_CASE("AdditionStep refuses tensors of different shapes", "[engine]") {
  const Tensor a = RandomTensor({1, 2, 3, 4}, 1);
  const Tensor b = RandomTensor({1, 3, 2, 4}, 2);
  engine::AdditionStep step;
  CHECK_THROWS_AS(RunStep(step, {&a, &b}, engine::ThreadPool()), Error);
}

TEST_CASE("ReluStep cuts at zero", "[engine]") {
  const Tensor input = RandomTensor({1, 5, 5, 3}, 1);
  engine::ReluStep step;
  const Tensor output = RunStep(step, {&input}, engine::ThreadPool());
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    CHECK(output.values[i] == std::max(input.values[i], 0.0f));
  }
}

}  // namespace residua::testing
