// Wraps stb_image, which is used only here, with limits on size and memory. Decodes files whose
// structure was checked before; memory is bounded, and unwritten pixels are zero.

#pragma once

#include <cstdint>
#include <span>

#include "image/image_info.h"
#include "image/stb_pixels.h"

namespace residua {

// Decodes the first frame of a PNG, GIF or BMP to `channels`: 3 for R G B, 4 for R G B A, height *
// width * channels bytes, rows from the top. `info` is the information from the file's headers.
// Throws Error(kInvalidImage) if the pixels are damaged or take far more memory than the size
// needs, Error(kOutOfMemory) if memory is exhausted.
StbPixels DecodeWithStb(std::span<const std::uint8_t> file, const ImageInfo& info, int channels);

}  // namespace residua
