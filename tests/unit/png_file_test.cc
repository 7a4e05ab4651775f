#include "image/png_file.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>

#include "image/decode.h"
#include "support/error_of.h"
#include "support/image_files.h"
#include "support/whole_image.h"

using Catch::Matchers::ContainsSubstring;
using residua::CheckPng;
using residua::ErrorCode;
using residua::ImageFormat;
using residua::ImageInfo;
using residua::ReadPngInfo;
using residua::testing::Bytes;
using residua::testing::ErrorOf;
using residua::testing::Png;
using residua::testing::PngOptions;
using residua::testing::Tiff;

namespace {

const Bytes kOnePixel = {1, 2, 3};

residua::Error CheckError(const Bytes& file) {
  return ErrorOf([&] { CheckPng(file); });
}

}  // namespace

TEST_CASE("ReadPngInfo reads size and orientation, before and after the pixels", "[image]") {
  CHECK(ReadPngInfo(Png({.width = 70'000, .height = 3, .packed = Bytes{}})) ==
        ImageInfo{.format = ImageFormat::kPng, .width = 70'000, .height = 3, .orientation = 1});
  CHECK(ReadPngInfo(Png({.rows = kOnePixel, .chunks = {{"eXIf", Tiff(8)}}})).orientation == 8);
  CHECK(ReadPngInfo(Png({.rows = kOnePixel, .chunks_after = {{"eXIf", Tiff(3)}}})).orientation ==
        3);
}

TEST_CASE("A damaged eXIf chunk is ignored", "[image]") {
  Bytes file = Png({.rows = kOnePixel, .chunks = {{"eXIf", Tiff(8)}}});
  const std::string name = "eXIf";
  const auto at = std::search(file.begin(), file.end(), name.begin(), name.end());
  *(at + 6) ^= 1;
  CHECK(ReadPngInfo(file).orientation == 1);
  CHECK_NOTHROW(CheckPng(file));
}

TEST_CASE("ReadPngInfo refuses headers that no PNG has", "[image]") {
  const auto code = [](const PngOptions& options) {
    return ErrorOf([&] { ReadPngInfo(Png(options)); }).code();
  };
  CHECK(code({.width = 0, .packed = Bytes{}}) == ErrorCode::kInvalidImage);
  CHECK(code({.height = 0, .packed = Bytes{}}) == ErrorCode::kInvalidImage);
  CHECK(code({.width = 0x80000000, .packed = Bytes{}}) == ErrorCode::kInvalidImage);
  CHECK(code({.depth = 3, .rows = kOnePixel}) == ErrorCode::kInvalidImage);
  CHECK(code({.depth = 4, .rows = kOnePixel}) == ErrorCode::kInvalidImage);  // RGB of 4 bits
  CHECK(code({.color = 1, .rows = kOnePixel}) == ErrorCode::kInvalidImage);
  CHECK(code({.color = 9, .rows = kOnePixel}) == ErrorCode::kInvalidImage);
  CHECK(code({.depth = 16, .color = 3, .rows = kOnePixel}) == ErrorCode::kInvalidImage);

  const Bytes whole = Png({.rows = kOnePixel});
  for (std::size_t length = 8; length < 8 + 25; ++length) {
    CHECK_THROWS_AS(ReadPngInfo(std::span(whole).first(length)), residua::Error);
  }
  Bytes wrong_checksum = whole;
  wrong_checksum[8 + 8 + 3] ^= 2;  // the width
  CHECK_THAT(ErrorOf([&] { ReadPngInfo(wrong_checksum); }).what(), ContainsSubstring("checksum"));

  Bytes apple(whole.begin(), whole.begin() + 8);
  residua::testing::AppendPngChunk(apple, "CgBI", {0x50, 0, 0x20, 2});
  CHECK(ErrorOf([&] { ReadPngInfo(apple); }).code() == ErrorCode::kUnsupportedImage);
}

TEST_CASE("CheckPng tells whether pixels may be transparent", "[image]") {
  CHECK_FALSE(CheckPng(Png({.rows = kOnePixel})).has_alpha);
  CHECK(CheckPng(Png({.color = 6, .rows = {1, 2, 3, 4}})).has_alpha);
  CHECK(CheckPng(Png({.color = 4, .rows = {1, 2}})).has_alpha);
  CHECK(CheckPng(Png({.rows = kOnePixel, .chunks = {{"tRNS", {0, 1, 0, 2, 0, 3}}}})).has_alpha);
}

TEST_CASE("CheckPng fills up a palette that pixels might point beyond, and no other", "[image]") {
  const PngOptions two_colors = {.color = 3, .rows = {1}, .chunks = {{"PLTE", {9, 8, 7, 6, 5, 4}}}};
  const Bytes rewritten = CheckPng(Png(two_colors)).rewritten;
  const std::string name = "PLTE";
  const auto at = std::search(rewritten.begin(), rewritten.end(), name.begin(), name.end());
  REQUIRE(rewritten.end() - at > 4 + 768);
  CHECK(Bytes(at + 4, at + 4 + 9) == Bytes{9, 8, 7, 6, 5, 4, 0, 0, 0});

  PngOptions one_bit = two_colors;
  one_bit.depth = 1;
  CHECK(CheckPng(Png(one_bit)).rewritten.empty());
  CHECK(CheckPng(Png({.rows = kOnePixel})).rewritten.empty());
}

TEST_CASE("CheckPng refuses a damaged or cut-off file", "[image]") {
  const Bytes whole = Png({.rows = kOnePixel});
  CHECK_NOTHROW(CheckPng(whole));
  const std::size_t data_end = whole.size() - 12 - 4;
  for (std::size_t length = 8; length < data_end; ++length) {
    const auto cut = std::span(whole).first(length);
    CHECK(ErrorOf([&] { CheckPng(cut); }).code() == ErrorCode::kInvalidImage);
  }
  // Every bit of the picture data and its name is guarded.
  const std::string name = "IDAT";
  const auto begin = std::search(whole.begin(), whole.end(), name.begin(), name.end());
  for (auto at = begin; at != begin + 20; ++at) {
    Bytes flipped = whole;
    flipped[static_cast<std::size_t>(at - whole.begin())] ^= 0x20;
    CHECK_THROWS_AS(CheckPng(flipped), residua::Error);
  }
  CHECK_THAT(CheckError(Png({.rows = kOnePixel, .chunks = {{"ABCD", {}}}})).what(),
             ContainsSubstring("unknown"));
  CHECK_NOTHROW(CheckPng(Png({.rows = kOnePixel, .chunks = {{"abCD", {}}}})));
  CHECK_THROWS_AS(CheckPng(Png({.color = 3, .rows = {0}, .chunks = {{"PLTE", {1, 2}}}})),
                  residua::Error);
  CHECK_THROWS_AS(CheckPng(Png({.packed = Bytes{}})), residua::Error);
}

TEST_CASE("A PNG whose end is cut behind its pixels is given one [regression]", "[image]") {
  const Bytes whole = Png({.rows = kOnePixel});
  for (std::size_t missing = 1; missing <= 12 + 4; ++missing) {
    const residua::CheckedPng checked = CheckPng(std::span(whole).first(whole.size() - missing));
    CHECK(checked.cut_off);
    CHECK(residua::testing::Decode(std::span(whole).first(whole.size() - missing)).pixels ==
          kOnePixel);
  }
  CHECK_FALSE(CheckPng(whole).cut_off);
  // The data go on in a chunk that is missing.
  const Bytes part = residua::testing::StoredZlib(Bytes(4));
  const Bytes begun = Png({.packed = Bytes(part.begin(), part.begin() + 6)});
  CHECK_THAT(
      ErrorOf([&] { residua::testing::Decode(std::span(begun).first(begun.size() - 12)); }).what(),
      ContainsSubstring("cut off"));
}

TEST_CASE("A transparent colour beside an alpha channel is of no account [regression]", "[image]") {
  const Bytes file =
      Png({.color = 6, .rows = {1, 2, 3, 255}, .chunks = {{"tRNS", {0, 1, 0, 2, 0, 3}}}});
  CHECK(residua::testing::Decode(file).pixels == Bytes{1, 2, 3});
}

TEST_CASE("A PNG with indices and no palette says so", "[image]") {
  CHECK_THAT(CheckError(Png({.color = 3, .rows = {0}})).what(),
             ContainsSubstring("it has no palette"));
}

TEST_CASE("CheckPng refuses sizes that its packed bytes cannot hold", "[image]") {
  // 1032 bytes are the most that a packed one makes: 9000 x 10000 x 3 bytes need 261,724.
  CHECK_THAT(CheckError(Png({.width = 9000, .height = 10'000, .packed = Bytes(261'000)})).what(),
             ContainsSubstring("too few bytes"));
  CHECK_NOTHROW(CheckPng(Png({.width = 9000, .height = 10'000, .packed = Bytes(262'000)})));
}
