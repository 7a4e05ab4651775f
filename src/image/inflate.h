// Decompression of "deflate" (RFC 1951) for zip and PNG, with stb_image.

#pragma once

#include <cstddef>
#include <span>

namespace residua {

// Returns whether `compressed`, without any header, decompresses to exactly the size of `to`, which
// then contains the result. Allocates nothing.
bool Inflate(std::span<const std::byte> compressed, std::span<std::byte> to);

}  // namespace residua
