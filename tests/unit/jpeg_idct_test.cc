#include "image/jpeg_idct.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include "support/hashed_picture.h"

using residua::InverseDct;

namespace {

using Samples = std::array<std::uint8_t, 64>;
using Coefficients = std::array<std::int16_t, 64>;
using Reals = std::array<double, 64>;

// The basis functions of T.81, A.3.3: of frequency k at place x.
double Basis(std::size_t k, std::size_t x) {
  const double scale = k == 0 ? std::numbers::sqrt2 / 4 : 0.5;
  return scale * std::cos(static_cast<double>((2 * x + 1) * k) * std::numbers::pi / 16);
}

// Sums over all 64 of `in` by the definition: its places to frequencies, or back.
Reals Naive(const Reals& in, bool to_frequencies) {
  Reals out{};
  for (std::size_t i = 0; i < 64; ++i) {
    for (std::size_t j = 0; j < 64; ++j) {
      const std::size_t k = to_frequencies ? i : j;
      const std::size_t x = to_frequencies ? j : i;
      out[i] += in[j] * Basis(k % 8, x % 8) * Basis(k / 8, x / 8);
    }
  }
  return out;
}

constexpr std::array<std::uint16_t, 64> kOnes = [] {
  std::array<std::uint16_t, 64> ones;
  ones.fill(1);
  return ones;
}();

Samples Transformed(const Coefficients& coefficients) {
  Samples samples{};
  InverseDct(samples.data(), 8, coefficients.data(), kOnes.data());
  return samples;
}

}  // namespace

TEST_CASE("The inverse DCT differs from the exact one by 1 at most, and seldom", "[image]") {
  double squares = 0;
  double sum = 0;
  constexpr int kBlocks = 300;
  const auto noise = residua::testing::HashedPicture("noise", 64, kBlocks).pixels;
  for (std::size_t block = 0; block < kBlocks; ++block) {
    // From flat blocks to the wildest, so that few and many coefficients are there.
    const double contrast = static_cast<double>(block) / kBlocks;
    Reals places;
    for (std::size_t i = 0; i < 64; ++i) places[i] = (noise[block * 64 + i] - 128) * contrast;
    const Reals exact = Naive(places, true);
    Coefficients coefficients;
    Reals rounded;
    for (std::size_t i = 0; i < 64; ++i) {
      rounded[i] = std::round(exact[i]);
      coefficients[i] = static_cast<std::int16_t>(rounded[i]);
    }
    const Reals expected = Naive(rounded, false);
    const Samples samples = Transformed(coefficients);
    for (std::size_t i = 0; i < 64; ++i) {
      const double error = samples[i] - std::clamp(std::round(expected[i] + 128), 0.0, 255.0);
      REQUIRE(std::fabs(error) <= 1);
      squares += error * error;
      sum += error;
    }
  }
  CHECK(squares / (kBlocks * 64) <= 0.03);
  CHECK(std::fabs(sum) / (kBlocks * 64) <= 0.0015);
}

TEST_CASE("The inverse DCT of a flat block is an eighth of its coefficient", "[image]") {
  for (const int coefficient : {0, 3, 4, -4, -5, 100, 1016, 1023, -1024, 8191, -8192}) {
    INFO(coefficient);
    Samples expected;
    expected.fill(static_cast<std::uint8_t>(
        std::clamp(static_cast<int>(std::floor((coefficient + 4) / 8.0)) + 128, 0, 255)));
    CHECK(Transformed({static_cast<std::int16_t>(coefficient)}) == expected);
  }
}

TEST_CASE("The inverse DCT multiplies coefficients by their steps", "[image]") {
  Coefficients few{};
  Coefficients product{};
  std::array<std::uint16_t, 64> steps;
  for (std::size_t i = 0; i < 64; ++i) {
    steps[i] = static_cast<std::uint16_t>(1 + 3 * i);
    few[i] = static_cast<std::int16_t>(i % 5) - 2;
    product[i] = static_cast<std::int16_t>(few[i] * steps[i]);
  }
  Samples samples{};
  InverseDct(samples.data(), 8, few.data(), steps.data());
  CHECK(samples == Transformed(product));
}

TEST_CASE("The inverse DCT writes 8 bytes of 8 rows", "[image]") {
  std::array<std::uint8_t, std::size_t{20} * 8> samples;
  samples.fill(7);
  const Coefficients zeros{};
  InverseDct(samples.data() + 5, 20, zeros.data(), kOnes.data());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const bool inside = i % 20 >= 5 && i % 20 < 13;
    CHECK(samples[i] == (inside ? 128 : 7));
  }
}

TEST_CASE("Coefficients that no picture has are transformed without a fault", "[image]") {
  Coefficients coefficients;
  coefficients.fill(32767);
  CHECK_NOTHROW(Transformed(coefficients));
  coefficients.fill(-32768);
  CHECK_NOTHROW(Transformed(coefficients));
  // Far beyond white and black, but not beyond 16 bits.
  CHECK(Transformed({8000, 100})[0] == 255);
  CHECK(Transformed({-8000, 100})[0] == 0);
}
