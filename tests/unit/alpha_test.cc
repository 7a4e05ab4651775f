#include "image/alpha.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/error.h"

using residua::Error;
using residua::FromRgba;
using residua::RgbImage;

TEST_CASE("FromRgba shows transparent pixels on white", "[image]") {
  const std::vector<std::uint8_t> rgba = {10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 128};
  const RgbImage image = FromRgba(rgba, {3, 1});
  CHECK(image.width == 3);
  CHECK(image.height == 1);
  // The last: (0 * 128 + 255 * 127) / 255 = 127, (100 * 128 + 255 * 127) / 255 = 177.2, 255.
  CHECK(image.pixels == std::vector<std::uint8_t>{10, 20, 30, 255, 255, 255, 127, 177, 255});
}

TEST_CASE("FromRgba rounds every combination to nearest", "[image]") {
  std::vector<std::uint8_t> rgba;
  for (unsigned value = 0; value < 256; ++value) {
    for (unsigned alpha = 0; alpha < 256; ++alpha) {
      rgba.insert(rgba.end(), 3, static_cast<std::uint8_t>(value));
      rgba.push_back(static_cast<std::uint8_t>(alpha));
    }
  }
  const RgbImage image = FromRgba(rgba, {256, 256});
  for (unsigned value = 0; value < 256; ++value) {
    for (unsigned alpha = 0; alpha < 256; ++alpha) {
      const double exact = value * (alpha / 255.0) + 255 * (1 - alpha / 255.0);
      REQUIRE(std::abs(image.pixels[(value * 256 + alpha) * 3] - exact) <= 0.5 + 1e-9);
    }
  }
}

TEST_CASE("FromRgba refuses bytes that are not width times height pixels", "[image]") {
  const std::vector<std::uint8_t> rgba(24);
  CHECK_THROWS_AS(FromRgba(rgba, {2, 2}), Error);
  CHECK_THROWS_AS(FromRgba(rgba, {4, 2}), Error);
  CHECK_THROWS_AS(FromRgba(rgba, {0, 2}), Error);
  CHECK_THROWS_AS(FromRgba(rgba, {-3, -2}), Error);
  CHECK_THROWS_AS(FromRgba(std::span(rgba).first(23), {3, 2}), Error);
  CHECK_THROWS_AS(FromRgba({}, {0, 0}), Error);
  CHECK(FromRgba(rgba, {3, 2}).pixels.size() == 18);
}
