#include "engine/concatenation.h"

#include <catch2/catch_test_macros.hpp>

#include "core/error.h"
#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

TEST_CASE("Concatenation puts the channels of each pixel side by side", "[engine]") {
  const Tensor a = RandomTensor({2, 3, 5, 4}, 1);
  const Tensor b = RandomTensor({2, 3, 5, 1}, 2);
  const Tensor c = RandomTensor({2, 3, 5, 7}, 3);
  const Tensor expected =
      Generate({2, 3, 5, 12}, [&](std::size_t n, std::size_t y, std::size_t x, std::size_t k) {
        const auto row = static_cast<std::ptrdiff_t>(y);
        const auto column = static_cast<std::ptrdiff_t>(x);
        if (k < 4) return At(a, n, row, column, k);
        return k < 5 ? At(b, n, row, column, 0) : At(c, n, row, column, k - 5);
      });
  CHECK(RunOperator(engine::ConcatenationOperator(), {&a, &b, &c}).values == expected.values);
}

TEST_CASE("Values of different sizes cannot be concatenated", "[engine]") {
  const Tensor a = RandomTensor({1, 3, 5, 4}, 1);
  const Tensor b = RandomTensor({1, 5, 3, 4}, 2);
  CHECK_THROWS_AS(RunOperator(engine::ConcatenationOperator(), {&a, &b}), Error);
}

}  // namespace residua::testing
