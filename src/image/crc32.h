// The checksum of PNG chunks: CRC-32 as ISO 3309 and PNG's annex D define it.

#pragma once

#include <cstdint>
#include <span>

namespace residua {

std::uint32_t Crc32(std::span<const std::uint8_t> bytes);

}  // namespace residua
