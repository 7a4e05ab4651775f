#include "checkpoint/numpy_text.h"

#include <catch2/catch_test_macros.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "support/pytorch_files.h"

using namespace std::string_view_literals;

namespace residua::testing {
namespace {

// What stands for the bytes between a character before and one behind; nothing if it is refused.
std::optional<std::string> Decoded(std::string_view text, TextForm form) {
  FileBytes file = AsFile("<" + std::string(text) + ">");
  const std::uint64_t size = file.size();
  if (!AppendDecoded(file, 1, size - 1, form)) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(file.size() - size), '\0');
  file.Read(size, std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

}  // namespace

// Of bytes(range(256)).decode('latin1') the characters from U+0080 on take two bytes.
TEST_CASE("Text in UTF-8 stands for a byte a character", "[checkpoint]") {
  CHECK(Decoded("a\0\x7f"sv, TextForm::kUtf8) == "a\0\x7f"sv);
  CHECK(Decoded("\xc2\x80\xc2\xbf\xc3\x80\xc3\xbf"sv, TextForm::kUtf8) == "\x80\xbf\xc0\xff"sv);
  // U+0100, half a character, and its second half alone.
  CHECK_FALSE(Decoded("\xc4\x80"sv, TextForm::kUtf8));
  CHECK_FALSE(Decoded("a\xc3"sv, TextForm::kUtf8));
  CHECK_FALSE(Decoded("\x80"sv, TextForm::kUtf8));
}

// As repr() of Python 2 writes bytes, and raw_unicode_escape of Python 3 characters.
TEST_CASE("Escapes of protocol 0 stand for bytes", "[checkpoint]") {
  CHECK(Decoded(R"(a\n\t\r\\\'\"\x00\xfF\u000a)"sv, TextForm::kEscaped) ==
        "a\n\t\r\\'\"\0\xff\n"sv);
  CHECK_FALSE(Decoded(R"(\u0100)"sv, TextForm::kEscaped));
  CHECK_FALSE(Decoded(R"(\x4)"sv, TextForm::kEscaped));
  CHECK_FALSE(Decoded(R"(\xg0)"sv, TextForm::kEscaped));
  CHECK_FALSE(Decoded(R"(\q)"sv, TextForm::kEscaped));
  CHECK_FALSE(Decoded("a\\"sv, TextForm::kEscaped));
}

TEST_CASE("Long text is decoded in blocks, without a seam", "[checkpoint]") {
  std::string text, bytes;
  for (int i = 0; i < 100'000; ++i) {
    text += R"(\x)" + std::string(i % 2 ? "ab" : "0c");
    bytes += i % 2 ? '\xab' : '\x0c';
  }
  CHECK(Decoded(text, TextForm::kEscaped) == bytes);
}

}  // namespace residua::testing
