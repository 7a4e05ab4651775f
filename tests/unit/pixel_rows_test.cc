#include "image/pixel_rows.h"

#include <catch2/catch_test_macros.hpp>
#include <memory>

#include "support/whole_image.h"

using residua::ImageRows;
using residua::OwnedRows;
using residua::RgbImage;
using residua::RowsPart;

TEST_CASE("A part of a picture has its rows and columns", "[image]") {
  RgbImage image = RgbImage::Filled(3, 3, 0);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(i);
  }
  ImageRows whole(image);
  CHECK(residua::testing::ToImage(whole).pixels == image.pixels);
  RowsPart part(std::make_unique<OwnedRows>(image), {.x = 1, .y = 2, .width = 2, .height = 1});
  CHECK(part.size() == residua::PixelSize{2, 1});
  CHECK(residua::testing::ToImage(part).pixels ==
        std::vector<std::uint8_t>{21, 22, 23, 24, 25, 26});
}
