#include "model/whole_weight.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

namespace residua {

TEST_CASE("A mask leaves out what was pruned", "[model]") {
  std::array<float, 4> weight = {1, -2, 3, 4};
  ApplyMask(weight, std::array<float, 4>{0, 1, 0, 1});
  CHECK(weight == std::array<float, 4>{0, -2, 0, 4});
}

TEST_CASE("A magnitude is the length of its row", "[model]") {
  std::array<float, 4> weight = {3, 4, 0, -2};
  ApplyMagnitude(weight, std::array<float, 2>{10, 1});
  CHECK(weight == std::array<float, 4>{6, 8, 0, -1});
}

}  // namespace residua
