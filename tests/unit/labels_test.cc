#include "classify/labels.h"

#include <catch2/catch_test_macros.hpp>

namespace residua {

TEST_CASE("Labels are the lines of a text, however lines end", "[classify]") {
  const Labels labels = Labels::FromText("\xEF\xBB\xBFtench\r\ngold fish\n\nray\n\n");
  REQUIRE(labels.size() == 4);  // an empty name in the middle keeps the others in place
  CHECK(labels.Name(0, 4) == "tench");
  CHECK(labels.Name(1, 4) == "gold fish");
  CHECK(labels.Name(3, 4) == "ray");
}

TEST_CASE("A list of another length than the head names nothing", "[classify]") {
  const Labels labels = Labels::FromText("cat\ndog");
  CHECK(labels.StateFor(2) == LabelState::kGiven);
  CHECK(labels.StateFor(3) == LabelState::kMismatch);
  CHECK(labels.Name(1, 3) == "class 1");
  CHECK(Labels().StateFor(3) == LabelState::kAbsent);
  CHECK(Labels().Name(2, 3) == "class 2");
}

}  // namespace residua
