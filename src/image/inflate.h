// Decompression of zip's and PNG's "deflate" (RFC 1951), stb_image's.

#pragma once

#include <cstddef>
#include <span>

namespace residua {

// Whether `compressed`, without any header, gives exactly as many bytes as `to` has; those are then
// in it. Takes no memory.
bool Inflate(std::span<const std::byte> compressed, std::span<std::byte> to);

}  // namespace residua
