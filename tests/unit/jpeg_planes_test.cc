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
#include "support/image_files.h"
#include "support/shared_data.h"
#include "support/whole_image.h"

namespace residua::testing {
namespace {

std::vector<std::string> GoldenNames() {
  std::vector<std::string> names;
  for (std::istringstream& line : GoldenLines("jpeg/pixels.txt")) line >> names.emplace_back();
  return names;
}

Bytes GoldenBytes(const std::string& name) {
  return ReadBytes(RESIDUA_SOURCE_DIR "/tests/golden/jpeg/" + name);
}

// As the file has it, not turned.
RgbImage Stored(const Bytes& file) {
  JpegRows rows(DecodeJpeg(file), 1);
  return ToImage(rows);
}

}  // namespace

TEST_CASE("JPEGs of every kind become Pillow's pixels, byte for byte", "[image]") {
  int checked = 0;
  for (std::istringstream& line : GoldenLines("jpeg/pixels.txt")) {
    std::string file;
    int width = 0;
    int height = 0;
    std::uint32_t crc = 0;
    line >> file >> width >> height >> std::hex >> crc;
    REQUIRE(line);
    INFO(file);
    const RgbImage image = Decode(GoldenBytes(file));
    CHECK(image.width == width);
    CHECK(image.height == height);
    CHECK(Crc32(image.pixels) == crc);
    ++checked;
  }
  CHECK(checked >= 60);
}

TEST_CASE("A JPEG that is to be turned is turned while it is decoded, with the same pixels",
          "[image]") {
  int checked = 0;
  for (const std::string& name : GoldenNames()) {
    INFO(name);
    const Bytes file = GoldenBytes(name);
    const RgbImage stored = Stored(file);
    for (int orientation = 2; orientation <= 8; ++orientation) {
      INFO(orientation);
      JpegRows turned(DecodeJpeg(file, orientation >= 5), orientation);
      const RgbImage image = ToImage(turned);
      const RgbImage expected = ApplyOrientation(stored, orientation);
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
  for (const std::string& name : GoldenNames()) {
    INFO(name);
    const Bytes file = GoldenBytes(name);
    const RgbImage stored = Stored(file);
    for (int orientation = 1; orientation <= 8; ++orientation) {
      INFO(orientation);
      const RgbImage whole = ApplyOrientation(stored, orientation);
      // From the middle, from the first corner and up to the last one.
      for (int third = 0; third < 3; ++third) {
        const PixelRect part = {third * whole.width / 4, third * whole.height / 4,
                                whole.width - whole.width * 2 / 4,
                                whole.height - whole.height * 2 / 4};
        const PixelRect in_planes =
            JpegRows::PartOfPlanes(part, {whole.width, whole.height}, orientation);
        JpegRows rows(DecodeJpeg(file, orientation >= 5, in_planes), orientation);
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

}  // namespace residua::testing
