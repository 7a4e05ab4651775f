#include "image/crop.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <limits>
#include <vector>

#include "core/error.h"

using residua::Crop;
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

TEST_CASE("Crop cuts out the rows and columns of a rectangle", "[image]") {
  const RgbImage part = Crop(Numbered(), {.x = 1, .y = 0, .width = 2, .height = 2});
  CHECK(part.width == 2);
  CHECK(part.height == 2);
  CHECK(Greys(part) == std::vector{1, 2, 4, 5});
  CHECK(Greys(Crop(Numbered(), {.x = 2, .y = 1, .width = 1, .height = 1})) == std::vector{5});
}

TEST_CASE("Crop refuses rectangles that are empty or reach beyond the image", "[image]") {
  constexpr int kMax = std::numeric_limits<int>::max();
  CHECK_THROWS_AS(Crop(Numbered(), {.x = 0, .y = 0, .width = 0, .height = 1}), Error);
  CHECK_THROWS_AS(Crop(Numbered(), {.x = 2, .y = 0, .width = 2, .height = 1}), Error);
  CHECK_THROWS_AS(Crop(Numbered(), {.x = 0, .y = 1, .width = 1, .height = 2}), Error);
  CHECK_THROWS_AS(Crop(Numbered(), {.x = -1, .y = 0, .width = 1, .height = 1}), Error);
  CHECK_THROWS_AS(Crop(Numbered(), {.x = kMax, .y = 0, .width = kMax, .height = 1}), Error);
}

TEST_CASE("PadTo puts a border of one colour round the image", "[image]") {
  const RgbImage padded =
      PadTo(Numbered(), {.size = {5, 3}, .left = 2, .top = 1, .color = {9, 8, 7}});
  CHECK(Greys(padded) == std::vector{9, 9, 9, 9, 9, 9, 9, 0, 1, 2, 9, 9, 3, 4, 5});
  CHECK(padded.pixels[1] == 8);
  CHECK(padded.pixels[2] == 7);
  CHECK_THROWS_AS(PadTo(Numbered(), {.size = {4, 3}, .left = 2}), Error);
  CHECK_THROWS_AS(PadTo(Numbered(), {.size = {2, 3}}), Error);
}
