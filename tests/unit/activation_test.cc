#include "engine/activation.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

TEST_CASE("ReLU as a pass of its own cuts at zero", "[engine]") {
  const Tensor input = RandomTensor({1, 5, 5, 3}, 1);
  const Tensor output = RunOperator(engine::ActivationOperator(engine::kRelu), {&input});
  for (std::size_t i = 0; i < input.values.size(); ++i) {
    CHECK(output.values[i] == std::max(input.values[i], 0.0f));
  }
}

}  // namespace residua::testing
