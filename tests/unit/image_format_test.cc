#include "image/image_format.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;
using residua::Error;
using residua::ErrorCode;
using residua::ImageFormat;
using residua::RecognizeFormat;

namespace {

std::vector<std::uint8_t> Bytes(const std::string& text) { return {text.begin(), text.end()}; }

Error ErrorOf(const std::string& text) {
  return residua::testing::ErrorOf([&] { RecognizeFormat(Bytes(text)); });
}

}  // namespace

TEST_CASE("RecognizeFormat goes by the first bytes", "[image]") {
  CHECK(RecognizeFormat(Bytes("\xff\xd8\xff\xe0 and more")) == ImageFormat::kJpeg);
  CHECK(RecognizeFormat(Bytes("\x89PNG\r\n\x1a\n")) == ImageFormat::kPng);
  CHECK(RecognizeFormat(Bytes("GIF87a")) == ImageFormat::kGif);
  CHECK(RecognizeFormat(Bytes("GIF89a")) == ImageFormat::kGif);
  CHECK(RecognizeFormat(Bytes("BM")) == ImageFormat::kBmp);
  const std::string webp("RIFF\x10\0\0\0WEBPVP8 ", 16);
  if constexpr (residua::kReadsWebp) {
    CHECK(RecognizeFormat(Bytes(webp)) == ImageFormat::kWebp);
  } else {
    CHECK_THAT(ErrorOf(webp).what(), ContainsSubstring("a WebP, which is not supported here"));
  }
}

TEST_CASE("A picture of a kind that is not read is named", "[image]") {
  const std::pair<std::string, std::string> cases[] = {
      {std::string("\0\0\0\x1c"
                   "ftypavif",
                   12),
       "AVIF"},
      {std::string("\0\0\0\x18"
                   "ftypheic",
                   12),
       "HEIC"},
      {std::string("\0\0\0\x18"
                   "ftypmif1",
                   12),
       "HEIF"},
      {std::string("\0\0\0\x18"
                   "ftypisom",
                   12),
       "video"},
      {std::string("II*\0", 4), "TIFF"},
      {std::string("MM\0*", 4), "TIFF"},
      {"\xff\x0a and more", "JPEG XL"},
      {std::string("\0\0\0\x0cJXL \r\n\x87\n", 12), "JPEG XL"},
      {std::string("\0\0\0\x0cjP  \r\n\x87\n", 12), "JPEG 2000"},
      {"8BPS", "PSD"},
      {std::string("\0\0\1\0\1\0", 6), "ICO"},
      {std::string("\0\0\2\0\1\0", 6), "CUR"},
      // Uncompressed true colour, 2 x 1 pixels of 24 bits.
      {std::string("\0\0\2\0\0\0\0\0\0\0\0\0\2\0\1\0\x18\0", 18), "TGA"},
      {std::string("\0\1\x09\0\0\0\1\x18\0\0\0\0\2\0\1\0\x08\x20", 18), "TGA"},
      {std::string("\0\0\0\x18"
                   "ftypmif3",
                   12),
       "HEIF"},
      {std::string("\0\0\0\x18"
                   "ftypavci",
                   12),
       "HEIF"},
      {std::string("IIU\0", 4), "RW2"},
      {"IIRO", "ORF"},
      {"FUJIFILMCCD-RAW 0201", "RAF"},
      {"RIFF\x10...AVI LIST", "AVI"},
      {"\x1a\x45\xdf\xa3", "WebM"},
      {"%PDF-1.7", "PDF"},
      {"P6\n3 2\n255\n", "PNM"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"},
      {"\xef\xbb\xbf\n<?xml version='1.0'?>\n<!-- drawn -->\n<svg/>", "SVG"},
  };
  for (const auto& [text, name] : cases) {
    INFO(name);
    const Error error = ErrorOf(text);
    CHECK(error.code() == ErrorCode::kUnsupportedImage);
    CHECK_THAT(error.what(), ContainsSubstring(name));
    CHECK_THAT(error.what(), ContainsSubstring("Convert it to JPEG or PNG."));
  }
}

TEST_CASE("What is no picture is said to be none", "[image]") {
  const std::string cases[] = {"",
                               "x",
                               "\xff\xd8",
                               "hello, world",
                               "GIF90a",
                               "RIFF\x10...WAVEfmt",
                               "<?xml version='1.0'?><rss/>",
                               "P",
                               "PK\3\4",
                               "II",
                               "<!doctype html><title>no</title>"};
  for (const std::string& text : cases) {
    INFO(text);
    CHECK(ErrorOf(text).code() == ErrorCode::kInvalidImage);
  }
  CHECK_THAT(ErrorOf("").what(), ContainsSubstring("empty"));
  CHECK_THAT(ErrorOf("hello").what(), ContainsSubstring("JPEG, PNG, GIF, BMP and WebP are read."));
  // A page that shows a drawing is a page [regression].
  for (const std::string page : {"<!DOCTYPE html><svg/>", "\n<html><body><svg/></body></html>"}) {
    CHECK(ErrorOf(page).code() == ErrorCode::kInvalidImage);
    CHECK_THAT(ErrorOf(page).what(), ContainsSubstring("web page"));
  }
  // A text transfer changed its line ends.
  CHECK_THAT(ErrorOf("\x89PNG\n\x1a\n").what(), ContainsSubstring("damaged"));
}
