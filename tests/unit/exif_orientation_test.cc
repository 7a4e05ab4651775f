#include "image/exif_orientation.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <vector>

#include "support/image_files.h"

namespace residua::testing {
namespace {

// Grey pixels from numbers, and back.
RgbImage Picture(int width, int height, const std::vector<int>& greys) {
  RgbImage image = RgbImage::Filled(width, height, 0);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(greys[i / 3]);
  }
  return image;
}

bool Same(const RgbImage& a, const RgbImage& b) {
  return a.width == b.width && a.height == b.height && a.pixels == b.pixels;
}

}  // namespace

TEST_CASE("ReadExifOrientation finds the tag in both byte orders and number types", "[image]") {
  for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
    const int expected = static_cast<int>(orientation);
    CHECK(ReadExifOrientation(Tiff(orientation)) == expected);
    CHECK(ReadExifOrientation(Tiff(orientation, {.big_endian = true})) == expected);
    CHECK(ReadExifOrientation(Tiff(orientation, {.type = 4})) == expected);
    CHECK(ReadExifOrientation(Tiff(orientation, {.big_endian = true, .type = 4})) == expected);
    CHECK(ReadExifOrientation(Tiff(orientation, {.type = 3, .fields_before = 0})) == expected);
  }
}

TEST_CASE("An orientation that is out of range or no single number means as stored", "[image]") {
  CHECK(ReadExifOrientation(Tiff(0)) == 1);
  CHECK(ReadExifOrientation(Tiff(9)) == 1);
  CHECK(ReadExifOrientation(Tiff(0x10006, {.type = 4})) == 1);
  CHECK(ReadExifOrientation(Tiff(6, {.count = 2})) == 1);
  CHECK(ReadExifOrientation(Tiff(6, {.count = 0})) == 1);
  CHECK(ReadExifOrientation(Tiff(6, {.type = 1})) == 1);   // bytes, as in Pillow and browsers
  CHECK(ReadExifOrientation(Tiff(6, {.type = 2})) == 1);   // text
  CHECK(ReadExifOrientation(Tiff(6, {.type = 99})) == 1);  // unknown
}

TEST_CASE("A damaged EXIF structure means as stored", "[image]") {
  CHECK(ReadExifOrientation({}) == 1);
  const Bytes whole = Tiff(6);
  // Cut off anywhere before the end of the value. Behind it lie two unused bytes and a link.
  for (std::size_t length = 0; length < whole.size() - 6; ++length) {
    CHECK(ReadExifOrientation(std::span(whole).first(length)) == 1);
  }
  CHECK(ReadExifOrientation(std::span(whole).first(whole.size() - 6)) == 6);

  Bytes bytes = whole;
  bytes[0] = 'X';
  CHECK(ReadExifOrientation(bytes) == 1);
  bytes = whole;
  bytes[2] = 43;
  CHECK(ReadExifOrientation(bytes) == 1);
  bytes = whole;
  for (std::size_t i = 4; i < 8; ++i) bytes[i] = 0xFF;  // the directory lies beyond the end
  CHECK(ReadExifOrientation(bytes) == 1);
  bytes = whole;
  bytes[8] = bytes[9] = 0xFF;  // it claims 65535 fields; the third is still the orientation
  CHECK(ReadExifOrientation(bytes) == 6);
}

TEST_CASE("ApplyOrientation turns and mirrors as the EXIF standard says", "[image]") {
  // What all eight show once they are the right way up:
  const RgbImage upright = Picture(3, 2,
                                   {1, 2, 3,  //
                                    4, 5, 6});
  // As stored, from EXIF's own words: where row 0 and column 0 of the file lie in the picture.
  const RgbImage stored[] = {
      Picture(3, 2, {1, 2, 3, 4, 5, 6}),  // 1: top, left
      Picture(3, 2, {3, 2, 1, 6, 5, 4}),  // 2: top, right
      Picture(3, 2, {6, 5, 4, 3, 2, 1}),  // 3: bottom, right
      Picture(3, 2, {4, 5, 6, 1, 2, 3}),  // 4: bottom, left
      Picture(2, 3, {1, 4, 2, 5, 3, 6}),  // 5: left, top
      Picture(2, 3, {3, 6, 2, 5, 1, 4}),  // 6: right, top
      Picture(2, 3, {6, 3, 5, 2, 4, 1}),  // 7: right, bottom
      Picture(2, 3, {4, 1, 5, 2, 6, 3}),  // 8: left, bottom
  };
  for (int orientation = 1; orientation <= 8; ++orientation) {
    INFO("orientation " << orientation);
    CHECK(Same(ApplyOrientation(stored[orientation - 1], orientation), upright));
  }
}

TEST_CASE("ApplyOrientation moves every pixel of pictures larger than its squares", "[image]") {
  RgbImage image = RgbImage::Filled(101, 67, 0);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  }
  const RgbImage turned = ApplyOrientation(image, 6);
  REQUIRE(turned.width == 67);
  REQUIRE(turned.height == 101);
  for (int y = 0; y < 101; ++y) {
    for (int x = 0; x < 67; ++x) {
      for (int channel = 0; channel < 3; ++channel) {
        // Turned clockwise: the stored column y, from the bottom up, becomes the row y.
        REQUIRE(turned.pixels[static_cast<std::size_t>((y * 67 + x) * 3 + channel)] ==
                image.pixels[static_cast<std::size_t>(((66 - x) * 101 + y) * 3 + channel)]);
      }
    }
  }
  CHECK(Same(ApplyOrientation(turned, 8), image));
}

TEST_CASE("Orientations out of range and empty images are left alone", "[image]") {
  const RgbImage image = Picture(3, 2, {1, 2, 3, 4, 5, 6});
  for (const int orientation : {-1, 0, 9, 1000}) {
    CHECK(Same(ApplyOrientation(image, orientation), image));
  }
  CHECK(ApplyOrientation(RgbImage{}, 6).pixels.empty());
}

}  // namespace residua::testing
