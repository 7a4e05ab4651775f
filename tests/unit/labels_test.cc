#include "classify/labels.h"

#include <catch2/catch_test_macros.hpp>

#include "core/error.h"

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

TEST_CASE("Labels are read from the JSON that people have", "[classify]") {
  for (const char* text :
       {R"(["cat", "dog"])", R"({"1": "dog", "0": "cat"})",
        R"({"0": ["n02121808", "cat"], "1": ["n02084071", "dog"]})", R"({"dog": 1, "cat": 0})",
        R"({"labels": ["cat", "dog"]})", R"( {"id2label": {"0": "cat", "1": "dog"}})"}) {
    INFO(text);
    const Labels labels = Labels::FromText(text);
    REQUIRE(labels.size() == 2);
    CHECK(labels.Name(0, 2) == "cat");
    CHECK(labels.Name(1, 2) == "dog");
  }
}

TEST_CASE("JSON that names no classes is refused", "[classify]") {
  for (const char* text : {R"({"0": "cat", "2": "dog"})", R"({"0": "cat", "00": "dog"})",
                           R"({"first": "cat"})", R"([1, 2])", R"({"0": {}})"}) {
    INFO(text);
    CHECK_THROWS_AS(Labels::FromText(text), Error);
  }
}

TEST_CASE("A line that only begins like JSON is a name", "[classify]") {
  CHECK(Labels::FromText("[unknown]\ncat").Name(0, 2) == "[unknown]");
}

}  // namespace residua
