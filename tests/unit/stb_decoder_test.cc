#include "image/stb_decoder.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>

#include "support/error_of.h"
#include "support/image_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::DecodeWithStb;
using residua::ErrorCode;
using residua::ImageFormat;
using residua::ImageInfo;
using residua::StbPixels;
using residua::testing::Bytes;
using residua::testing::ErrorOf;
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
