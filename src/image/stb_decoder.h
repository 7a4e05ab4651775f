// stb_image behind walls: the only place that knows it. It decodes files whose structure was
// checked before; how much memory it may take is bounded, and what it leaves unwritten is zero.

#pragma once

#include <cstdint>
#include <span>

#include "image/image_info.h"
#include "image/stb_pixels.h"

namespace residua {

// Decodes the first frame of a PNG, GIF or BMP to `channels`: 3 for R G B, 4 for R G B A, which is
// height * width * channels bytes, rows from the top. `info` is what the file says of itself.
// Throws Error(kInvalidImage) if the pixels are damaged or take far more memory than that size
// needs, Error(kOutOfMemory) if there is not enough.
StbPixels DecodeWithStb(std::span<const std::uint8_t> file, const ImageInfo& info, int channels);

}  // namespace residua
