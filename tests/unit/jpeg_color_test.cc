#include "image/jpeg_color.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

using residua::JpegColors;
using residua::RowToRgb;

namespace {

using Bytes = std::vector<std::uint8_t>;

// `planes` hold a row each.
Bytes Rgb(const std::vector<Bytes>& planes, JpegColors colors) {
  residua::JpegRow row{.width = static_cast<int>(planes[0].size())};
  for (std::size_t i = 0; i < planes.size(); ++i) row.samples[i] = planes[i].data();
  Bytes rgb(planes[0].size() * 3);
  RowToRgb(row, colors, rgb.data());
  return rgb;
}

// A product with 16 bits after the point, rounded half up.
int Rounded(int v) { return static_cast<int>(std::floor(v / 65536.0 + 0.5)); }

}  // namespace

TEST_CASE("Every YCbCr becomes the RGB of JFIF's equations, in 16-bit fixed point", "[image]") {
  const Bytes steps = [] {
    Bytes all(256);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>(i);
    return all;
  }();
  std::size_t wrong = 0;
  double largest = 0;
  for (int y = 0; y < 256; y += 15) {
    for (int cb = 0; cb < 256; ++cb) {
      const Bytes luma(256, static_cast<std::uint8_t>(y));
      const Bytes blueness(256, static_cast<std::uint8_t>(cb));
      const Bytes rgb = Rgb({luma, blueness, steps}, JpegColors::kYcc);
      const int b = cb - 128;
      for (int cr = 0; cr < 256; ++cr) {
        const int r = cr - 128;
        // 65536 times 1.402, 0.34414, 0.71414 and 1.772, rounded.
        const std::array<int, 3> expected = {
            y + Rounded(91881 * r), y + Rounded(-22554 * b - 46802 * r), y + Rounded(116130 * b)};
        const std::array<double, 3> exact = {y + 1.402 * r, y - 0.344136 * b - 0.714136 * r,
                                             y + 1.772 * b};
        for (std::size_t c = 0; c < 3; ++c) {
          const int got = rgb[static_cast<std::size_t>(cr) * 3 + c];
          if (got != std::clamp(expected[c], 0, 255)) ++wrong;
          largest = std::max(largest, std::fabs(got - std::clamp(exact[c], 0.0, 255.0)));
        }
      }
    }
  }
  CHECK(wrong == 0);
  CHECK(largest < 0.51);
}

TEST_CASE("Rows of every width are converted to their end and not beyond", "[image]") {
  for (const std::size_t width : {1u, 7u, 31u, 32u, 33u, 64u, 100u}) {
    INFO(width);
    const Bytes plane(width, 200);
    CHECK(Rgb({plane}, JpegColors::kGrey) == Bytes(width * 3, 200));
  }
}

TEST_CASE("RGB, grey and inks are taken as they are stored", "[image]") {
  CHECK(Rgb({{9, 8}}, JpegColors::kGrey) == Bytes{9, 9, 9, 8, 8, 8});
  CHECK(Rgb({{1, 4}, {2, 5}, {3, 6}}, JpegColors::kRgb) == Bytes{1, 2, 3, 4, 5, 6});
  // 200 * 128 / 255 = 100.4, 100 * 128 / 255 = 50.2, 50 * 128 / 255 = 25.1
  CHECK(Rgb({{200}, {100}, {50}, {128}}, JpegColors::kCmyk) == Bytes{100, 50, 25});
  // Neutral chroma: the inks are 255 - 155, of which 51 / 255 remains.
  CHECK(Rgb({{155}, {128}, {128}, {51}}, JpegColors::kYcck) == Bytes{20, 20, 20});
}
