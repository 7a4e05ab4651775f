#include "image/byte_reader.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <limits>

using residua::ByteOrder;
using residua::ByteReader;

namespace {
constexpr std::array<std::uint8_t, 7> kBytes = {1, 2, 3, 4, 5, 6, 7};
}

TEST_CASE("ByteReader reads numbers in either order", "[image]") {
  ByteReader big(kBytes, ByteOrder::kBigEndian);
  CHECK(big.U8() == 1);
  CHECK(big.U16() == 0x0203);
  CHECK(big.U32() == 0x04050607);
  CHECK(big.ok());
  CHECK(big.remaining() == 0);

  ByteReader little(kBytes, ByteOrder::kLittleEndian);
  CHECK(little.U16() == 0x0201);
  CHECK(little.U32() == 0x06050403);
  CHECK(little.position() == 6);
}

TEST_CASE("ByteReader gives zeros past the end and stays broken", "[image]") {
  ByteReader reader(kBytes, ByteOrder::kBigEndian);
  reader.Seek(5);
  CHECK(reader.U32() == 0);  // only two bytes are left
  CHECK_FALSE(reader.ok());
  CHECK(reader.U8() == 0);
  reader.Seek(0);
  CHECK(reader.U8() == 1);
  CHECK_FALSE(reader.ok());
}

TEST_CASE("ByteReader takes no bytes rather than too few", "[image]") {
  ByteReader reader(kBytes, ByteOrder::kBigEndian);
  CHECK(reader.Take(3).size() == 3);
  CHECK(reader.Take(std::numeric_limits<std::size_t>::max()).empty());
  CHECK_FALSE(reader.ok());
}
