#include "image/luminance.h"

#include <catch2/catch_test_macros.hpp>

#include "support/whole_image.h"

using residua::ImageRows;
using residua::LuminanceRows;
using residua::RgbImage;

TEST_CASE("Colours become the grey that Pillow's convert('L') gives", "[image]") {
  RgbImage image = RgbImage::Filled(3, 2, 0);
  image.pixels = {255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 255, 255, 255, 200, 100, 50};
  ImageRows colours(image);
  LuminanceRows grey(colours);
  CHECK(grey.size() == residua::PixelSize{3, 2});
  // Pillow 9.4.
  CHECK(residua::testing::ToImage(grey).pixels ==
        std::vector<std::uint8_t>{76, 76, 76, 150, 150, 150, 29, 29, 29, 18, 18, 18, 255, 255, 255,
                                  124, 124, 124});
}
