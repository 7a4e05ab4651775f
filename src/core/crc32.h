// CRC-32, the checksum of PNG chunks and zip entries, as defined by ISO 3309 and PNG's annex D.

#pragma once

#include <cstdint>
#include <span>

namespace residua {

// `before` is the checksum of the preceding bytes, for data that arrives in pieces.
std::uint32_t Crc32(std::span<const std::uint8_t> bytes, std::uint32_t before = 0);

}  // namespace residua
