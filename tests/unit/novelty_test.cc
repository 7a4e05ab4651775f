#include "classify/novelty.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/json.h"
#include "support/error_of.h"
#include "teach/base64.h"
#include "teach/lesson_json.h"

using Catch::Matchers::WithinAbs;

namespace residua::testing {

TEST_CASE("Likeness is of two cosines, as embeddings are and from the centre", "[classify]") {
  const Novelty novelty{.centre = {1, 1}, .means = {2, 1, 1.6f, 1.8f}};
  // (2, 1) from (0, 0) and, as (1, 0), from the centre: with (3, 1) cosines of 7 / sqrt(50) and 1.
  CHECK_THAT(novelty.Likeness(std::array{3.0f, 1.0f}), WithinAbs((2 * 0.989949 + 1) / 3, 1e-5));
  // (1.6, 1.8), or (0.6, 0.8): with (1, 6) it is 12.4 / sqrt(5.8 * 37), and 0.8.
  CHECK_THAT(novelty.Likeness(std::array{1.0f, 6.0f}), WithinAbs((2 * 0.846473 + 0.8) / 3, 1e-5));
  CHECK(novelty.Likeness(std::array{0.0f, 0.0f}) < -0.9);  // without a direction
}

TEST_CASE("Base64 is that of RFC 4648", "[teach]") {
  // 1.0f is 00 00 80 3f, and -2.0f is 00 00 00 c0.
  CHECK(teach::Base64(std::array{1.0f}) == "AACAPw==");
  CHECK(teach::Base64(std::array{1.0f, -2.0f}) == "AACAPwAAAMA=");
  CHECK(teach::Base64(std::array{1.0f, -2.0f, 0.0f}) == "AACAPwAAAMAAAAAA");
  CHECK(teach::Base64({}).empty());
}

TEST_CASE("Novelty is read as it was written", "[classify]") {
  const Novelty novelty{.centre = {0.125f, -3e-7f, 5},
                        .means = {1, 2, 3, 4, 5, 6},
                        .threshold = 0.25,
                        .none_class = 2};
  const std::string text = teach::NoveltyJson(novelty);
  const std::optional<Json> json = Json::Parse(text);
  REQUIRE(json);
  const Novelty read = Novelty::FromJson(json->root());
  CHECK(read.centre == novelty.centre);
  CHECK(read.means == novelty.means);
  CHECK(read.threshold == 0.25);
  CHECK(read.none_class == 2u);
}

TEST_CASE("Novelty of another form is refused", "[classify]") {
  for (const char* const text :
       {"{}", R"({"threshold": 1, "centre": "AACAPw=="})",
        R"({"threshold": 1, "centre": "AACAPw==", "means": "AAC"})",
        R"({"threshold": 1, "centre": "AACAPw==", "means": "AACA?w=="})",
        R"({"threshold": "no", "centre": "AACAPw==", "means": "AACAPw=="})",
        R"({"threshold": 1, "centre": "AACAPwAAgD8=", "means": "AACAPw=="})",
        R"({"threshold": 1, "centre": "AACAfw==", "means": "AACAPw=="})"}) {
    CAPTURE(text);
    const std::optional<Json> json = Json::Parse(text);
    REQUIRE(json);
    CHECK(ErrorOf([&] { Novelty::FromJson(json->root()); }).code() == ErrorCode::kInvalidOption);
  }
}

}  // namespace residua::testing
