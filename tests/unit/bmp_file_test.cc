#include "image/bmp_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "support/error_of.h"
#include "support/image_files.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

const Bytes kRow = {1, 2, 3, 0};

Error InfoError(const BmpOptions& options) {
  return ErrorOf([&] { ReadBmpInfo(Bmp(options)); });
}

}  // namespace

TEST_CASE("ReadBmpInfo reads the size from every generation of header", "[image]") {
  for (const std::uint32_t header : {12u, 40u, 52u, 56u, 64u, 108u, 124u}) {
    INFO(header);
    CHECK(ReadBmpInfo(Bmp({.width = 1, .height = 1, .header_bytes = header, .rows = kRow})) ==
          ImageInfo{.format = ImageFormat::kBmp, .width = 1, .height = 1, .orientation = 1});
  }
  CHECK(ReadBmpInfo(Bmp({.width = 3'000'000, .height = -2'000'000})).height == 2'000'000);
}

TEST_CASE("ReadBmpInfo refuses what is not read or cannot be", "[image]") {
  constexpr int kMin = std::numeric_limits<int>::min();
  CHECK(InfoError({.width = 0}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.width = -1}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.height = 0}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.height = kMin}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.bits = 7}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.header_bytes = 41}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.bits = 4, .compression = 1}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.bits = 8, .compression = 2}).code() == ErrorCode::kInvalidImage);
  CHECK(InfoError({.bits = 24, .compression = 3, .masks = {1, 2, 4}}).code() ==
        ErrorCode::kInvalidImage);
  CHECK(InfoError({.bits = 16, .compression = 3, .masks = {5, 2, 8}}).code() ==
        ErrorCode::kInvalidImage);
  CHECK(InfoError({.bits = 16, .compression = 3, .masks = {0, 2, 8}}).code() ==
        ErrorCode::kInvalidImage);
  for (const BmpOptions& options :
       {BmpOptions{.compression = 4}, BmpOptions{.bits = 2},
        BmpOptions{.bits = 32, .compression = 3, .masks = {0x3FF, 0xFFC00, 0x3FF00000}}}) {
    CHECK(InfoError(options).code() == ErrorCode::kUnsupportedImage);
  }
  CHECK_THAT(InfoError({.bits = 4, .compression = 1}).what(), ContainsSubstring("run-length"));
  const Bytes whole = Bmp({.rows = kRow});
  for (std::size_t length = 2; length < 54; ++length) {
    CHECK_THROWS_AS(ReadBmpInfo(std::span(whole).first(length)), Error);
  }
}

TEST_CASE("RewriteBmp writes one form of header whatever it reads", "[image]") {
  const Bytes plain = RewriteBmp(Bmp({.rows = kRow})).file;
  CHECK(plain.size() == 14 + 108 + 4);
  CHECK(Bytes(plain.end() - 4, plain.end()) == kRow);
  CHECK(RewriteBmp(Bmp({.header_bytes = 12, .rows = kRow})).file == plain);
  CHECK(RewriteBmp(Bmp({.gap = 77, .rows = kRow})).file == plain);
}

TEST_CASE("RewriteBmp fills up a short palette with black", "[image]") {
  const BmpOptions options{
      .bits = 4, .palette = {9, 8, 7, 0}, .palette_colors = 1, .rows = {0xF0, 0, 0, 0}};
  const Bytes file = RewriteBmp(Bmp(options)).file;
  CHECK(file.size() == 14 + 108 + 16 * 4 + 4);
  CHECK(Bytes(file.begin() + 122, file.begin() + 130) == Bytes{9, 8, 7, 0, 0, 0, 0, 0});
  // It claims 16 colours, but the pixels begin after one.
  BmpOptions overlapping = options;
  overlapping.palette_colors = 16;
  CHECK(RewriteBmp(Bmp(overlapping)).file == file);
  overlapping.palette_colors = 1'000'000;
  CHECK(RewriteBmp(Bmp(overlapping)).file == file);
}

TEST_CASE("RewriteBmp sees alpha only where the header names its bits", "[image]") {
  const Bytes pixel = {1, 2, 3, 4};
  CHECK_FALSE(RewriteBmp(Bmp({.bits = 32, .rows = pixel})).has_alpha);
  CHECK_FALSE(
      RewriteBmp(
          Bmp({.bits = 32, .compression = 3, .masks = {0xFF, 0xFF00, 0xFF0000}, .rows = pixel}))
          .has_alpha);
  CHECK(RewriteBmp(Bmp({.bits = 32,
                        .header_bytes = 56,
                        .compression = 3,
                        .masks = {0xFF, 0xFF00, 0xFF0000, 0xFF000000},
                        .rows = pixel}))
            .has_alpha);
}

TEST_CASE("RewriteBmp refuses a file that is cut off", "[image]") {
  const Bytes whole = Bmp({.width = 3, .height = 2, .rows = Bytes(2 * 12)});
  CHECK_NOTHROW(RewriteBmp(whole));
  for (std::size_t length = 2; length < whole.size(); ++length) {
    const auto cut = std::span(whole).first(length);
    CHECK(ErrorOf([&] { RewriteBmp(cut); }).code() == ErrorCode::kInvalidImage);
  }
  // Larger than any file, and than 64 bits of bytes.
  constexpr int kMax = std::numeric_limits<int>::max();
  CHECK_THROWS_AS(RewriteBmp(Bmp({.width = kMax, .height = kMax, .bits = 32, .rows = kRow})),
                  Error);
  Bytes overlapping = whole;
  overlapping[10] = 20;
  CHECK_THROWS_AS(RewriteBmp(overlapping), Error);
}

}  // namespace residua::testing
