#include "core/json.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

namespace residua {

TEST_CASE("JSON is read with its types kept apart", "[core]") {
  const std::optional<Json> json =
      Json::Parse(R"({"a": "text", "b": 3, "c": -2.5, "d": true, "e": null, "f": [1, 2]})");
  REQUIRE(json);
  const JsonValue root = json->root();
  CHECK(root["a"].string() == "text");
  CHECK(root["b"].whole_number() == 3u);
  CHECK(root["b"].number() == 3.0);
  CHECK(root["c"].number() == -2.5);
  CHECK_FALSE(root["c"].whole_number());
  CHECK(root["d"].boolean() == true);
  CHECK(root["e"].is_null());
  CHECK(root["f"].items().size() == 2);
  CHECK(root.members().size() == 6);
  CHECK(root.members()[0].first == "a");
}

TEST_CASE("A JSON value that is not there answers no to every question", "[core]") {
  const std::optional<Json> json = Json::Parse("[]");
  REQUIRE(json);
  const JsonValue absent = json->root()["key"];
  CHECK_FALSE(absent);
  CHECK_FALSE(absent.string());
  CHECK_FALSE(absent.number());
  CHECK_FALSE(absent["deeper"]);
  CHECK(absent.members().empty());
  CHECK(absent.items().empty());
}

TEST_CASE("Text that is no JSON is refused with the place", "[core]") {
  std::string problem;
  CHECK_FALSE(Json::Parse("{\"a\": 1,}", &problem));
  CHECK(problem.find("at byte 7") != std::string::npos);
  CHECK_FALSE(Json::Parse(""));
  // Deep nesting must not overflow the stack.
  CHECK_FALSE(Json::Parse(std::string(1'000'000, '[')));
}

TEST_CASE("A quoted text is JSON that reads back as the text", "[core]") {
  const std::string text = "caf\xC3\xA9 \"quoted\" back\\slash\n\t\x01 \xF0\x9F\x90\xB6";
  const std::optional<Json> json = Json::Parse(JsonQuote(text));
  REQUIRE(json);
  CHECK(json->root().string() == text);
}

TEST_CASE("Bytes that are no UTF-8 are replaced, one by one, when quoted", "[core]") {
  CHECK(JsonQuote("a\xFF"
                  "b") ==
        "\"a\xEF\xBF\xBD"
        "b\"");
  // Too long for what it encodes; a surrogate; cut off at the end.
  for (const std::string text : {"\xC0\xAF", "\xED\xA0\x80", "\xE2\x82", "\xF5\x80\x80\x80"}) {
    INFO(text.size());
    CHECK(Json::Parse(JsonQuote(text)));
    CHECK(JsonQuote(text).find("\xEF\xBF\xBD") != std::string::npos);
  }
}

}  // namespace residua
