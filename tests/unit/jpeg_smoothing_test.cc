#include "image/jpeg_smoothing.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

using residua::EstimateCoefficients;
using residua::JpegKnownBits;
using residua::JpegNeighbours;
using residua::JpegQuantiser;

namespace {

constexpr JpegKnownBits kMeansOnly = {0, -1, -1, -1, -1, -1, -1, -1, -1, -1};

// Means that rise by `step` from column to column, in five rows alike.
JpegNeighbours Slope(std::array<std::int16_t, 5>& row, int step) {
  for (int i = 0; i < 5; ++i)
    row[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(i * step);
  return {.rows = {row.data(), row.data(), row.data(), row.data(), row.data()}, .columns = 5};
}

}  // namespace

TEST_CASE("Where only means are known a slope gives half a wave across", "[image]") {
  std::array<std::int16_t, 5> row;
  const JpegNeighbours slope = Slope(row, 64);
  JpegQuantiser quantiser;
  quantiser.fill(10);
  std::array<std::int16_t, 64> block = {128};
  EstimateCoefficients(slope, 2, kMeansOnly, quantiser, block.data());
  // By hand: libjpeg's weights sum up to -11, 62, 0, -62, 11 in its columns, so that the estimate
  // is 64 * (62 - 3 * 62 + 4 * 11) / 256 = -20. The mean is in the middle of the slope.
  CHECK(block[1] == -20);
  CHECK(block[8] == 0);
  CHECK(block[0] == 128);
}

TEST_CASE("Coefficients that are known stay, and estimates stay below their known bits",
          "[image]") {
  std::array<std::int16_t, 5> row;
  const JpegNeighbours slope = Slope(row, 64);
  JpegQuantiser quantiser;
  quantiser.fill(10);
  std::array<std::int16_t, 64> block = {128, 7};
  JpegKnownBits known = kMeansOnly;
  EstimateCoefficients(slope, 2, known, quantiser, block.data());
  CHECK(block[1] == 7);
  block[1] = 0;
  known[1] = 0;
  EstimateCoefficients(slope, 2, known, quantiser, block.data());
  CHECK(block[1] == 0);
  // Two bits are missing, and it is 0 without them: it is 3 at most. The estimate would be
  // 64 * (50 - 3 * 50 + 4 * 7) / 256 = -18.
  known[1] = 2;
  EstimateCoefficients(slope, 2, known, quantiser, block.data());
  CHECK(block[1] == -3);
}
