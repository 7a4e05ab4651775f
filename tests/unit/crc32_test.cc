#include "core/crc32.h"

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "support/image_files.h"

using residua::Crc32;

TEST_CASE("Crc32 gives the standard's check value", "[core]") {
  const std::string digits = "123456789";
  CHECK(Crc32(std::vector<std::uint8_t>(digits.begin(), digits.end())) == 0xCBF43926u);
  CHECK(Crc32({}) == 0);
}

TEST_CASE("Crc32 agrees with a bit at a time for every length", "[core]") {
  std::vector<std::uint8_t> bytes;
  for (unsigned i = 0; i < 100; ++i) {
    CHECK(Crc32(bytes) == residua::testing::BitwiseCrc(bytes));
    bytes.push_back(static_cast<std::uint8_t>(i * 151 + 7));
  }
}

TEST_CASE("Crc32 of pieces is that of the whole", "[core]") {
  const std::vector<std::uint8_t> bytes = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    const std::span all(bytes);
    CHECK(Crc32(all.subspan(cut), Crc32(all.first(cut))) == 0xCBF43926u);
  }
}
