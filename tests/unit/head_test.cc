#include "model/head.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using Catch::Matchers::WithinAbs;

namespace residua {

TEST_CASE("Softmax turns differences of logits into ratios of probabilities", "[model]") {
  // exp(ln 3) = 3 times the other: 3/4 and 1/4.
  std::array<float, 2> logits = {1.0986123f, 0};
  Softmax(logits);
  CHECK_THAT(logits[0], WithinAbs(0.75, 1e-6));
  CHECK_THAT(logits[1], WithinAbs(0.25, 1e-6));
}

TEST_CASE("Softmax stands logits that exp() does not", "[model]") {
  std::array<float, 3> logits = {1000, 1000, -1000};
  Softmax(logits);
  CHECK(logits == std::array<float, 3>{0.5f, 0.5f, 0.0f});
}

}  // namespace residua
