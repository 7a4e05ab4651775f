#include "image/resize.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>

#include "core/crc32.h"
#include "core/error.h"
#include "support/error_of.h"
#include "support/hashed_picture.h"
#include "support/whole_image.h"

namespace residua::testing {
namespace {

struct GoldenCase {
  RgbImage source;
  ResizeOptions options;
  std::uint32_t crc = 0;
  int pixels[9] = {};  // R G B of the first, middle and last
};

GoldenCase ReadCase(std::istringstream& line) {
  std::string kind, filter;
  int width = 0, height = 0;
  GoldenCase read;
  line >> kind >> width >> height >> read.options.size.width >> read.options.size.height >>
      filter >> std::hex >> read.crc >> std::dec;
  for (int& value : read.pixels) line >> value;
  if (line.fail()) FAIL("a line of pillow_resize.txt cannot be read: " << line.str());
  read.source = HashedPicture(kind, width, height);
  read.options.filter = filter == "bicubic" ? ResizeFilter::kBicubic : ResizeFilter::kBilinear;
  return read;
}

ErrorCode CodeOf(const RgbImage& image, const ResizeOptions& options) {
  return ErrorOf([&] { Resize(image, options); }).code();
}

}  // namespace

TEST_CASE("Resize gives Pillow's bytes in every golden case", "[image]") {
  auto lines = GoldenLines("pillow_resize.txt");
  CHECK(lines.size() >= 60);
  for (std::istringstream& line : lines) {
    const GoldenCase golden = ReadCase(line);
    INFO(line.str());
    const RgbImage result = Resize(golden.source, golden.options);
    REQUIRE(result.width == golden.options.size.width);
    REQUIRE(result.height == golden.options.size.height);
    const std::size_t pixels = result.pixels.size() / 3;
    for (std::size_t i = 0; i < 9; ++i) {
      const std::size_t pixel = i < 3 ? 0 : i < 6 ? pixels / 2 : pixels - 1;
      CHECK(result.pixels[pixel * 3 + i % 3] == golden.pixels[i]);
    }
    CHECK(Crc32(result.pixels) == golden.crc);
  }
}

TEST_CASE("A window of a resize is the same part of the whole", "[image]") {
  for (const ResizeFilter filter : {ResizeFilter::kBilinear, ResizeFilter::kBicubic}) {
    for (const auto& [width, height] : {std::pair{60, 40}, {200, 300}, {7, 500}}) {
      const RgbImage source = HashedPicture("noise", 97, 61);
      const RgbImage whole = Resize(source, {.size = {width, height}, .filter = filter});
      for (const PixelRect& window :
           {PixelRect{0, 0, 5, 7}, PixelRect{2, 3, 1, 1}, PixelRect{width - 5, height - 30, 5, 30},
            PixelRect{1, 0, width - 1, height}}) {
        const RgbImage part =
            Resize(source, {.size = {width, height}, .filter = filter, .window = window});
        CHECK(part.pixels == Crop(whole, window).pixels);
      }
    }
  }
}

TEST_CASE("Resizing a flat picture leaves its colour alone", "[image]") {
  RgbImage source = RgbImage::Filled(123, 45, 0);
  for (std::size_t i = 0; i < source.pixels.size(); ++i) {
    source.pixels[i] = static_cast<std::uint8_t>(i % 3 == 0 ? 255 : i % 3 == 1 ? 0 : 77);
  }
  for (const ResizeFilter filter : {ResizeFilter::kBilinear, ResizeFilter::kBicubic}) {
    const RgbImage result = Resize(source, {.size = {31, 200}, .filter = filter});
    for (std::size_t i = 0; i < result.pixels.size(); ++i) {
      REQUIRE(result.pixels[i] == source.pixels[i % 3]);
    }
  }
}

TEST_CASE("Halving with the bilinear filter weighs four source pixels 1 3 3 1", "[image]") {
  // One row; the result's pixel 1 lies at source position 3.0 and reaches from 1.0 to 5.0.
  RgbImage source = RgbImage::Filled(8, 1, 0);
  const int values[] = {0, 0, 8, 16, 80, 240, 0, 0};
  for (std::size_t x = 0; x < 8; ++x) source.pixels[x * 3] = static_cast<std::uint8_t>(values[x]);
  const RgbImage result = Resize(source, {.size = {4, 1}});
  // (1*0 + 3*8 + 3*16 + 1*80) / 8
  CHECK(result.pixels[1 * 3] == 19);
}

TEST_CASE("A very long and thin picture is resized row by row and band by band", "[image]") {
  // A column is made of up to 13,335 pixels, so that a band holds 78 of the 100.
  const RgbImage row = RgbImage::Filled(333'333, 1, 9);
  CHECK(Resize(row, {.size = {100, 64}, .filter = ResizeFilter::kBicubic}).pixels ==
        RgbImage::Filled(100, 64, 9).pixels);

  // All its resampled rows at once would take 90 MB.
  const RgbImage column = RgbImage::Filled(1, 300'000, 9);
  CHECK(Resize(column, {.size = {100, 20}}).pixels == RgbImage::Filled(100, 20, 9).pixels);
}

TEST_CASE("Resize refuses impossible options", "[image]") {
  const RgbImage image = RgbImage::Filled(10, 10, 0);
  CHECK(CodeOf(RgbImage{}, {.size = {5, 5}}) == ErrorCode::kInvalidImage);
  CHECK(CodeOf(image, {.size = {0, 5}}) == ErrorCode::kInvalidOption);
  CHECK(CodeOf(image, {.size = {5, -1}}) == ErrorCode::kInvalidOption);
  CHECK(CodeOf(image, {.size = {5, 5}, .window = PixelRect{0, 0, 6, 5}}) ==
        ErrorCode::kInvalidOption);
  CHECK(CodeOf(image, {.size = {5, 5}, .window = PixelRect{-1, 0, 2, 5}}) ==
        ErrorCode::kInvalidOption);
  CHECK(CodeOf(image, {.size = {5, 5}, .window = PixelRect{0, 0, 0, 5}}) ==
        ErrorCode::kInvalidOption);
}

}  // namespace residua::testing
