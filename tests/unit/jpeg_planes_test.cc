#include "image/jpeg_planes.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "core/crc32.h"
#include "image/decode.h"
#include "image/exif_orientation.h"
#include "image/jpeg_decoder.h"
#include "support/hashed_picture.h"
#include "support/shared_data.h"
#include "support/whole_image.h"

TEST_CASE("JPEGs of every kind become Pillow's pixels, byte for byte", "[image]") {
  int checked = 0;
  for (std::istringstream& line : residua::testing::GoldenLines("jpeg/pixels.txt")) {
    std::string file;
    int width = 0;
    int height = 0;
    std::uint32_t crc = 0;
    line >> file >> width >> height >> std::hex >> crc;
    REQUIRE(line);
    INFO(file);
    const std::string path = std::string(RESIDUA_SOURCE_DIR) + "/tests/golden/jpeg/" + file;
    const residua::RgbImage image = residua::testing::Decode(residua::testing::ReadBytes(path));
    CHECK(image.width == width);
    CHECK(image.height == height);
    CHECK(residua::Crc32(image.pixels) == crc);
    ++checked;
  }
  CHECK(checked >= 60);
}

TEST_CASE("A JPEG that is to be turned is turned while it is decoded, with the same pixels",
          "[image]") {
  int checked = 0;
  for (std::istringstream& line : residua::testing::GoldenLines("jpeg/pixels.txt")) {
    std::string name;
    line >> name;
    INFO(name);
    const auto file =
        residua::testing::ReadBytes(std::string(RESIDUA_SOURCE_DIR) + "/tests/golden/jpeg/" + name);
    residua::JpegRows as_stored(residua::DecodeJpeg(file), 1);
    const residua::RgbImage stored = residua::testing::ToImage(as_stored);
    for (int orientation = 2; orientation <= 8; ++orientation) {
      INFO(orientation);
      residua::JpegRows turned(residua::DecodeJpeg(file, orientation >= 5), orientation);
      const residua::RgbImage image = residua::testing::ToImage(turned);
      const residua::RgbImage expected = ApplyOrientation(stored, orientation);
      CHECK(image.width == expected.width);
      CHECK(image.height == expected.height);
      CHECK(image.pixels == expected.pixels);
      ++checked;
    }
  }
  CHECK(checked >= 7 * 60);
}

TEST_CASE("A JPEG of which a part is asked for has that part's pixels", "[image]") {
  int checked = 0;
  for (std::istringstream& line : residua::testing::GoldenLines("jpeg/pixels.txt")) {
    std::string name;
    line >> name;
    INFO(name);
    const auto file =
        residua::testing::ReadBytes(std::string(RESIDUA_SOURCE_DIR) + "/tests/golden/jpeg/" + name);
    residua::JpegRows as_stored(residua::DecodeJpeg(file), 1);
    const residua::RgbImage stored = residua::testing::ToImage(as_stored);
    for (int orientation = 1; orientation <= 8; ++orientation) {
      INFO(orientation);
      const residua::RgbImage whole = ApplyOrientation(stored, orientation);
      // From the middle, from the first corner and up to the last one.
      for (int third = 0; third < 3; ++third) {
        const residua::PixelRect part = {third * whole.width / 4, third * whole.height / 4,
                                         whole.width - whole.width * 2 / 4,
                                         whole.height - whole.height * 2 / 4};
        const residua::PixelRect in_planes =
            residua::JpegRows::PartOfPlanes(part, {whole.width, whole.height}, orientation);
        residua::JpegRows rows(residua::DecodeJpeg(file, orientation >= 5, in_planes), orientation);
        for (int y = part.y; y < part.y + part.height; ++y) {
          const auto at = static_cast<std::ptrdiff_t>(part.x) * 3;
          const auto bytes = static_cast<std::ptrdiff_t>(part.width) * 3;
          const auto expected = whole.pixels.begin() + std::ptrdiff_t{3} * y * whole.width + at;
          if (!std::equal(expected, expected + bytes, rows.Row(y) + at)) {
            FAIL("row " << y << " of part " << third << " differs");
          }
        }
        ++checked;
      }
    }
  }
  CHECK(checked >= 24 * 60);
}
