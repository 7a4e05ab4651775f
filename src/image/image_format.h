// Determines image formats by their first bytes; file names are ignored.

#pragma once

#include <cstdint>
#include <span>

#include "image/image_info.h"

namespace residua {

// Whether WebP is supported. Not in wasm: browsers decode it, and Node uses a separate module
// (src/bindings/webp.cc).
#ifdef __EMSCRIPTEN__
inline constexpr bool kReadsWebp = false;
#else
inline constexpr bool kReadsWebp = true;
#endif

// Throws Error(kUnsupportedImage), with the name, for unsupported image formats, and
// Error(kInvalidImage) for empty files and for everything else.
ImageFormat RecognizeFormat(std::span<const std::uint8_t> file);

}  // namespace residua
