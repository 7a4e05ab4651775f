#include "core/simd.h"

#include <algorithm>
#include <array>
#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>

#include "support/hashed_picture.h"

using residua::simd::Bytes;
using residua::simd::Ints;
using residua::simd::Words;

namespace {

using WordArray = std::array<std::int16_t, 8>;
using IntArray = std::array<std::int32_t, 4>;

// Vectors of hashed bits.
template <typename Vector>
Vector Hashed(int salt) {
  const auto bytes = residua::testing::HashedPicture("noise", 6 + salt, 1).pixels;
  Vector vector;
  std::copy_n(bytes.begin(), sizeof(vector), reinterpret_cast<std::uint8_t*>(&vector));
  return vector;
}

}  // namespace

TEST_CASE("MultiplyAddPairs adds the products of neighbouring lanes", "[image]") {
  for (int salt = 0; salt < 50; ++salt) {
    const auto a = Hashed<Words>(salt);
    const auto b = Hashed<Words>(salt + 50);
    IntArray expected{};
    for (std::size_t i = 0; i < 4; ++i) {
      expected[i] = a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
    }
    CHECK(std::bit_cast<IntArray>(residua::simd::MultiplyAddPairs(a, b)) == expected);
    CHECK(std::bit_cast<IntArray>(residua::simd::portable::MultiplyAddPairs(a, b)) == expected);
  }
}

TEST_CASE("Narrow and NarrowToBytes hold what does not fit at the nearest value", "[image]") {
  const Ints low = {-32769, -32768, -2'000'000'000, -1};
  const Ints high = {32767, 32768, 2'000'000'000, 5};
  const WordArray words = {-32768, -32768, -32768, -1, 32767, 32767, 32767, 5};
  CHECK(std::bit_cast<WordArray>(residua::simd::Narrow(low, high)) == words);
  CHECK(std::bit_cast<WordArray>(residua::simd::portable::Narrow(low, high)) == words);

  const Words first = {-32768, -1, 0, 1, 254, 255, 256, 32767};
  const Words second = {7, 6, 5, 4, 3, 2, 1, -5};
  const std::array<std::uint8_t, 16> bytes = {0, 0, 0, 1, 254, 255, 255, 255,
                                              7, 6, 5, 4, 3,   2,   1,   0};
  using ByteArray = std::array<std::uint8_t, 16>;
  CHECK(std::bit_cast<ByteArray>(residua::simd::NarrowToBytes(first, second)) == bytes);
  CHECK(std::bit_cast<ByteArray>(residua::simd::portable::NarrowToBytes(first, second)) == bytes);
}
