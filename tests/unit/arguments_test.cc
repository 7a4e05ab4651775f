#include "cli/arguments.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <vector>

using Catch::Matchers::ContainsSubstring;

namespace residua::cli {
namespace {

Arguments Parse(const std::vector<const char*>& words) { return ParseArguments(words); }

std::string Complaint(const std::vector<const char*>& words) {
  try {
    Parse(words);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("A command line names a model, options and images in order", "[cli]") {
  const Arguments arguments =
      Parse({"classify", "--model", "m.safetensors", "--labels", "l.txt", "a.jpg", "--topk", "3",
             "--json", "--config", "c.json", "--config", "p.json", "b.png"});
  CHECK(arguments.model == "m.safetensors");
  CHECK(arguments.labels == "l.txt");
  CHECK(arguments.configs == std::vector<std::string>{"c.json", "p.json"});
  CHECK(arguments.top_k == 3);
  CHECK(arguments.limits.max_pixels == 150'000'000);
  CHECK(Parse({"classify", "--max-pixels", "1000", "a.jpg"}).limits.max_pixels == 1000);
  CHECK(arguments.json);
  CHECK(arguments.threads == 1);
  CHECK(arguments.images == std::vector<std::string>{"a.jpg", "b.png"});
}

TEST_CASE("Without --model it is the built-in one", "[cli]") {
  CHECK(Parse({"classify", "a.jpg"}).model == kBuiltinModel);
}

TEST_CASE("After -- everything is an image", "[cli]") {
  const Arguments arguments = Parse({"classify", "--model", "m", "--", "--json", "-x.jpg"});
  CHECK_FALSE(arguments.json);
  CHECK(arguments.images == std::vector<std::string>{"--json", "-x.jpg"});
}

TEST_CASE("Help needs nothing else", "[cli]") {
  CHECK(Parse({"--help"}).help);
  CHECK(Parse({"classify", "-h"}).help);
}

TEST_CASE("Wrong usage says what was expected", "[cli]") {
  CHECK_THAT(Complaint({}), ContainsSubstring("command is missing"));
  CHECK_THAT(Complaint({"train"}), ContainsSubstring("\"train\""));
  CHECK_THAT(Complaint({"classify", "--model", "m"}), ContainsSubstring("no image"));
  CHECK_THAT(Complaint({"classify", "--model"}), ContainsSubstring("--model takes a value"));
  CHECK_THAT(Complaint({"classify", "--size", "3"}), ContainsSubstring("--size"));
  CHECK_THAT(Complaint({"classify", "--kernels", "fast"}),
             ContainsSubstring("auto, direct or lean"));
  for (const char* number : {"0", "-1", "2.5", "many", ""}) {
    CHECK_THAT(Complaint({"classify", "--topk", number}), ContainsSubstring("at least 1"));
  }
}

}  // namespace residua::cli
