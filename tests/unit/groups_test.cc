#include "classify/groups.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;

namespace residua {
namespace {

Groups Read(const std::string& json) {
  const std::optional<Json> document = Json::Parse(json);
  REQUIRE(document);
  return Groups::FromJson(document->root());
}

}  // namespace

TEST_CASE("Groups name their classes by index and by range", "[classify]") {
  const Groups groups = Read(R"({"dog": [[1, 3]], "cat": [0, 5], "fish": [[4, 4]]})");
  REQUIRE(groups.size() == 3);
  REQUIRE(groups.num_classes() == 6);
  const char* expected[] = {"cat", "dog", "dog", "dog", "fish", "cat"};
  for (std::size_t i = 0; i < 6; ++i) CHECK(groups.Name(groups.Of(i)) == expected[i]);
  CHECK(groups.source() == GroupSource::kGiven);
  CHECK(Groups().source() == GroupSource::kAbsent);
}

TEST_CASE("Groups that do not give every class one place are refused, with the class",
          "[classify]") {
  const auto message = [](const std::string& json) {
    return std::string(testing::ErrorOf([&] { Read(json); }).what());
  };
  CHECK_THAT(message(R"({"dog": [0, 1], "cat": [[1, 2]]})"), ContainsSubstring("class 1 twice"));
  CHECK_THAT(message(R"({"dog": [0], "cat": [2]})"), ContainsSubstring("do not have class 1"));
  CHECK_THAT(message(R"({"dog": []})"), ContainsSubstring("no classes"));
  CHECK_THAT(message(R"({"dog": [[2, 0]]})"), ContainsSubstring("ends before it begins"));
  CHECK_THAT(message(R"({"dog": [[0, 1, 2]]})"), ContainsSubstring("without two ends"));
  CHECK_THAT(message(R"({"dog": ["0"]})"), ContainsSubstring("\"dog\""));
  CHECK_THAT(message(R"({"dog": [-1]})"), ContainsSubstring("\"dog\""));
  CHECK_THAT(message(R"({"dog": [[0, 4000000000]]})"), ContainsSubstring("\"dog\""));
  CHECK_THAT(message(R"(["dog"])"), ContainsSubstring("must be an object"));
}

}  // namespace residua
