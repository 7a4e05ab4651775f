#include "teach/accuracy.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

using Catch::Matchers::WithinAbs;

namespace residua::teach {

TEST_CASE("The interval of an accuracy is Wilson's", "[teach]") {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: 81 of 263,
  // 15 of 148, 0 of 20 and 1 of 29.
  CHECK_THAT(AccuracyOf(81, 263).low, WithinAbs(0.2553, 5e-5));
  CHECK_THAT(AccuracyOf(81, 263).high, WithinAbs(0.3662, 5e-5));
  CHECK_THAT(AccuracyOf(15, 148).low, WithinAbs(0.0624, 5e-5));
  CHECK_THAT(AccuracyOf(15, 148).high, WithinAbs(0.1605, 5e-5));
  CHECK_THAT(AccuracyOf(0, 20).low, WithinAbs(0, 1e-12));
  CHECK_THAT(AccuracyOf(0, 20).high, WithinAbs(0.1611, 5e-5));
  CHECK_THAT(AccuracyOf(1, 29).low, WithinAbs(0.0061, 5e-5));
  CHECK_THAT(AccuracyOf(1, 29).high, WithinAbs(0.1718, 5e-5));
}

TEST_CASE("Accuracy of no answers may be anything", "[teach]") {
  const Accuracy nothing = AccuracyOf(0, 0);
  CHECK(nothing.low == 0);
  CHECK(nothing.high == 1);
}

}  // namespace residua::teach
