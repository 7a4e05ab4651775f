// Tells image formats apart by their first bytes; file names play no part.

#pragma once

#include <cstdint>
#include <span>

#include "image/image_info.h"

namespace residua {

// Whether WebP is a format that is read. In wasm it is not: browsers decode it themselves, and Node
// with a module of its own (src/bindings/webp.cc).
#ifdef __EMSCRIPTEN__
inline constexpr bool kReadsWebp = false;
#else
inline constexpr bool kReadsWebp = true;
#endif

// Throws Error(kUnsupportedImage), naming the format, for a picture of a kind that is not read, and
// Error(kInvalidImage) for no bytes and for anything that is no picture.
ImageFormat RecognizeFormat(std::span<const std::uint8_t> file);

}  // namespace residua
