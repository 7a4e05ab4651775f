#include "cli/report.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "core/json.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::cli {

TEST_CASE("A classified image is one line of JSON", "[cli]") {
  const std::string line =
      JsonLine("a \"b\".jpg", {.predictions = {{.label = "cat", .index = 7, .probability = 0.75f},
                                               {.label = "dog", .index = 2, .probability = 0.125f}},
                               .ms = {.decode = 1.5, .preprocess = 2.25, .network = 30.0}});
  CHECK(line ==
        R"({"file":"a \"b\".jpg","predictions":[{"label":"cat","index":7,"probability":0.75},)"
        R"({"label":"dog","index":2,"probability":0.125}],"sure":true,)"
        R"("ms":{"decode":1.500,"preprocess":2.250,"network":30.000}})");
}

TEST_CASE("An answer below the model's threshold is not sure, for programs and for people",
          "[cli]") {
  const Classification guess{.predictions = {{.label = "cat", .probability = 0.25f}},
                             .sure = false};
  CHECK_THAT(JsonLine("x", guess), ContainsSubstring(R"(],"sure":false,"ms":{)"));
  CHECK_THAT(Text("x", guess), ContainsSubstring("x\n  not sure\n   25.0 %  cat\n"));
}

TEST_CASE("An answer with a group says what is certain, for programs and for people", "[cli]") {
  Classification answer{
      .predictions = {{.label = "Samoyed", .index = 258, .probability = 0.25f}},
      .group = GroupAnswer{.label = "dog",
                           .index = 16,
                           .probability = 0.875f,
                           .certain = Certain::kGroup,
                           .best = {.label = "Samoyed", .index = 258, .probability = 0.25f}}};
  CHECK_THAT(
      JsonLine("x", answer),
      ContainsSubstring(R"("sure":true,"group":{"label":"dog","index":16,"probability":0.875,)"
                        R"("certain":"group","best":{"label":"Samoyed","index":258,)"
                        R"("probability":0.25}},"ms":{)"));
  CHECK_THAT(Text("x", answer),
             ContainsSubstring("x\n  dog, perhaps: Samoyed\n   25.0 %  Samoyed"));
  answer.group->certain = Certain::kClass;
  CHECK_THAT(Text("x", answer), ContainsSubstring("x\n  dog: Samoyed\n"));
  answer.group->certain = Certain::kNothing;
  CHECK_THAT(Text("x", answer), ContainsSubstring("x\n  not sure\n"));
}

TEST_CASE("An image that failed is a line with the reason", "[cli]") {
  const std::string line = JsonLine("x", Error(ErrorCode::kInvalidImage, "It is no image."));
  CHECK(line == R"({"file":"x","error":{"code":"invalid-image","message":"It is no image."}})");
}

TEST_CASE("A label of any length and content stays JSON", "[cli]") {
  const std::string label(1000, '"');
  const std::string line = JsonLine("x", {.predictions = {{.label = label}}});
  const std::optional<Json> json = Json::Parse(line);
  REQUIRE(json);
  CHECK(json->root()["predictions"].items().at(0)["label"].string() == label);
}

TEST_CASE("A profile adds its steps up", "[cli]") {
  const engine::StepReport steps[] = {
      {.name = "stem.conv", .milliseconds = 2, .flops = 4e9, .bytes = 1'000'000},
      {.name = "logits", .milliseconds = 6, .flops = 4e9, .bytes = 3'000'000}};
  const std::string table = ProfileTable(steps);
  CHECK_THAT(table, ContainsSubstring("stem.conv"));
  // 8 GFLOP in 8 ms.
  CHECK_THAT(table, ContainsSubstring("8.000    1000.0      4.00"));
}

}  // namespace residua::cli
