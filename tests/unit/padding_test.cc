#include "image/padding.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <vector>

#include "core/error.h"

using residua::Error;
using residua::PadTo;
using residua::RgbImage;

namespace {

// 3 x 2 pixels, grey, numbered 0 to 5 from the top left.
RgbImage Numbered() {
  RgbImage image = RgbImage::Filled(3, 2, 0);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(i / 3);
  }
  return image;
}

std::vector<int> Greys(const RgbImage& image) {
  std::vector<int> greys;
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) greys.push_back(image.pixels[i]);
  return greys;
}

}  // namespace

TEST_CASE("PadTo puts a border of one colour round the image", "[image]") {
  const RgbImage padded =
      PadTo(Numbered(), {.size = {5, 3}, .left = 2, .top = 1, .color = {9, 8, 7}});
  CHECK(Greys(padded) == std::vector{9, 9, 9, 9, 9, 9, 9, 0, 1, 2, 9, 9, 3, 4, 5});
  CHECK(padded.pixels[1] == 8);
  CHECK(padded.pixels[2] == 7);
  CHECK_THROWS_AS(PadTo(Numbered(), {.size = {4, 3}, .left = 2}), Error);
  CHECK_THROWS_AS(PadTo(Numbered(), {.size = {2, 3}}), Error);
}
