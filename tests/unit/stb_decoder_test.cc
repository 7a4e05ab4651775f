#include "image/stb_decoder.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>

#include "support/error_of.h"
#include "support/image_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::DecodeJpegWithStb;
using residua::DecodeWithStb;
using residua::ErrorCode;
using residua::ImageFormat;
using residua::ImageInfo;
using residua::RgbImage;
using residua::StbPixels;
using residua::testing::Bytes;
using residua::testing::ErrorOf;
using residua::testing::Jpeg;
using residua::testing::Png;

TEST_CASE("DecodeWithStb gives as many channels as asked for", "[image]") {
  const Bytes file = Png({.color = 6, .rows = {10, 20, 30, 40}});
  const ImageInfo info{.format = ImageFormat::kPng, .width = 1, .height = 1};
  const StbPixels rgba = DecodeWithStb(file, info, 4);
  CHECK(Bytes(rgba.get(), rgba.get() + 4) == Bytes{10, 20, 30, 40});
  const StbPixels rgb = DecodeWithStb(file, info, 3);
  CHECK(Bytes(rgb.get(), rgb.get() + 3) == Bytes{10, 20, 30});
}

TEST_CASE("DecodeWithStb stops a file that unpacks to far more than its size needs", "[image]") {
  // A fixed-Huffman block of 12 MB of zeros: a literal, then matches of 258 bytes at distance 1,
  // which are 8 + 5 bits: 11000101 00000. (RFC 1951, 3.2.6)
  Bytes packed = {0x78, 0x01};
  std::uint32_t bits = 0;
  int count = 0;
  const auto put = [&](const char* code) {
    for (; *code != 0; ++code) {
      bits |= static_cast<std::uint32_t>(*code - '0') << count;
      if (++count < 8) continue;
      packed.push_back(static_cast<std::uint8_t>(bits));
      bits = 0;
      count = 0;
    }
  };
  put("110");       // the last block, of the fixed kind
  put("00110000");  // a zero
  for (int i = 0; i < 12'000'000 / 258; ++i) put("1100010100000");
  put("00000000000000");
  const Bytes file = Png({.packed = packed});
  const ImageInfo info{.format = ImageFormat::kPng, .width = 1, .height = 1};
  const residua::Error error = ErrorOf([&] { DecodeWithStb(file, info, 3); });
  CHECK(error.code() == ErrorCode::kInvalidImage);
  CHECK_THAT(error.what(), ContainsSubstring("far more"));
}

TEST_CASE("DecodeJpegWithStb refuses what stb_image decodes by half", "[image]") {
  const Bytes sound = Jpeg({.width = 16, .height = 16});
  const ImageInfo info{.format = ImageFormat::kJpeg, .width = 16, .height = 16};
  CHECK_NOTHROW(DecodeJpegWithStb(sound, info));

  SECTION("a JPEG with a segment that nobody knows behind its picture") {
    Bytes file(sound.begin(), sound.end() - 2);
    const Bytes unknown = {0xFF, 0xF0, 0, 2, 0xFF, 0xD9};
    file.insert(file.end(), unknown.begin(), unknown.end());
    CHECK_THROWS_AS(DecodeJpegWithStb(file, info), residua::Error);
  }
  SECTION("a JPEG without its end") {
    CHECK_THROWS_AS(DecodeJpegWithStb(std::span(sound).first(sound.size() - 2), info),
                    residua::Error);
  }
  SECTION("a file whose size is not the one that was checked") {
    const ImageInfo other{.format = ImageFormat::kJpeg, .width = 16, .height = 15};
    CHECK_THAT(ErrorOf([&] { DecodeJpegWithStb(sound, other); }).what(),
               ContainsSubstring("sizes"));
  }
}

TEST_CASE("What a JPEG leaves unwritten is the same every time", "[image]") {
  // Three components, of which the one scan holds only the first. Stale memory would differ.
  Bytes file = Jpeg({.width = 64, .height = 64, .values = {90, 90, 90}});
  const Bytes start_of_scan = {0xFF, 0xDA};
  const auto scan =
      std::search(file.begin(), file.end(), start_of_scan.begin(), start_of_scan.end());
  const Bytes one_component = {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0};
  Bytes lacking(file.begin(), scan);
  lacking.insert(lacking.end(), one_component.begin(), one_component.end());
  const Bytes grey = Jpeg({.width = 64, .height = 64, .values = {90}});
  const auto grey_scan =
      std::search(grey.begin(), grey.end(), start_of_scan.begin(), start_of_scan.end());
  lacking.insert(lacking.end(), grey_scan + 10, grey.end());

  const ImageInfo info{.format = ImageFormat::kJpeg, .width = 64, .height = 64};
  const RgbImage image = ToRgb(DecodeJpegWithStb(lacking, info));
  // Y = 90 and both chroma planes zero: R and B far below zero, G = 90 + 128 * (0.344 + 0.714) =
  // 225.
  for (std::size_t i = 0; i < 64 * 64; ++i) {
    REQUIRE(image.pixels[i * 3] == 0);
    REQUIRE(std::abs(image.pixels[i * 3 + 1] - 225) <= 1);
    REQUIRE(image.pixels[i * 3 + 2] == 0);
  }
}
