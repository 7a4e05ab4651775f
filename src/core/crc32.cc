#include "core/crc32.h"

#include <array>
#include <cstddef>

namespace residua {
namespace {

// Slicing by eight: table[k][b] is what byte b contributes when it lies k bytes before the end of
// the step. (M. Kounavis and F. Berry, "A systematic approach to building high performance,
// software-based, CRC generators", 2005.)
constexpr std::size_t kStep = 8;
using Tables = std::array<std::array<std::uint32_t, 256>, kStep>;

// Computed at run time: as a constant, these 8 KB do not compress and would add a twentieth to the
// download.
Tables MakeTables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1) != 0 ? value >> 1 ^ 0xEDB88320u : value >> 1;
    tables[0][byte] = value;
  }
  for (std::size_t k = 1; k < kStep; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[k - 1][byte];
      tables[k][byte] = before >> 8 ^ tables[0][before & 0xFF];
    }
  }
  return tables;
}

}  // namespace

std::uint32_t Crc32(std::span<const std::uint8_t> bytes, std::uint32_t before) {
  static const Tables tables = MakeTables();
  std::uint32_t crc = ~before;
  for (; bytes.size() >= kStep; bytes = bytes.subspan(kStep)) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < kStep; ++i) {
      const std::uint32_t mixed = i < 4 ? crc >> (8 * i) : 0;
      next ^= tables[kStep - 1 - i][(bytes[i] ^ mixed) & 0xFF];
    }
    crc = next;
  }
  for (const std::uint8_t byte : bytes) crc = crc >> 8 ^ tables[0][(crc ^ byte) & 0xFF];
  return ~crc;
}

}  // namespace residua
