// The checksum of PNG chunks and zip entries: CRC-32 as ISO 3309 and PNG's annex D define it.

#pragma once

#include <cstdint>
#include <span>

namespace residua {

// `before` is the checksum of what comes before `bytes`, for those who have them in pieces.
std::uint32_t Crc32(std::span<const std::uint8_t> bytes, std::uint32_t before = 0);

}  // namespace residua
