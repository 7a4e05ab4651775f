#include "core/finite.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <vector>

namespace residua {

TEST_CASE("One NaN or infinity in any place is seen", "[core]") {
  using Limits = std::numeric_limits<float>;
  for (const std::size_t count : {1, 4, 19}) {
    std::vector<float> values(count, Limits::max());
    CHECK(AllFinite(values));
    for (std::size_t i = 0; i < count; ++i) {
      for (const float bad : {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity()}) {
        values[i] = bad;
        CHECK_FALSE(AllFinite(values));
      }
      values[i] = -0.0f;
    }
    CHECK(AllFinite(values));
  }
  CHECK(AllFinite({}));
}

}  // namespace residua
