#include "image/inflate.h"

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <span>
#include <string>

using namespace std::string_literals;

namespace {

bool Inflates(const std::string& compressed, std::string& to) {
  return residua::Inflate(std::as_bytes(std::span(compressed)),
                          std::as_writable_bytes(std::span(to)));
}

}  // namespace

TEST_CASE("What zlib compressed is what it was", "[image]") {
  // zlib.compressobj(9, zlib.DEFLATED, -15) of Python 3.11
  const std::string compressed = "\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x90\x3A\x10\x0A\x00"s;
  std::string text(24, '?');
  CHECK(Inflates(compressed, text));
  CHECK(text == "hello hello hello, hello");
}

TEST_CASE("Another size than the compressed bytes give is no success", "[image]") {
  const std::string compressed = "\xCB\x48\xCD\xC9\xC9\x57\xC8\x40\x90\x3A\x10\x0A\x00"s;
  for (const std::size_t size : {0, 23, 25}) {
    std::string text(size, '?');
    CHECK_FALSE(Inflates(compressed, text));
  }
  std::string text(24, '?');
  CHECK_FALSE(Inflates(compressed.substr(0, 5), text));
  CHECK_FALSE(Inflates("\x07\x07", text));
  CHECK_FALSE(Inflates("", text));
}
