// Reads and checks a GIF file up to its first frame, including what stb_image does not check
// (truncation, codes that expand beyond the frame). Decodes no pixels.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image_info.h"

namespace residua {

// Reads the image's size: the logical screen, or more if the first frame exceeds it, as in Pillow
// and browsers. Throws Error(kInvalidImage) if there is no frame or no pixel.
ImageInfo ReadGifInfo(std::span<const std::uint8_t> file);

// Follows the first frame's codes without writing pixels. If stb_image would reject or change an
// image that browsers show, returns the first frame rewritten, otherwise empty: a screen smaller
// than the frame is enlarged to `info`'s size, a missing initial clear code is added, and the area
// outside the frame stays transparent instead of getting the background colour.
//
// Throws Error(kInvalidImage) if the file is truncated in the frame or its codes make too few or
// far too many pixels; Error(kUnsupportedImage) for a code table that is never cleared and for a
// size above 65535, which stb_image cannot read. Time and memory are proportional to the file's
// size.
std::vector<std::uint8_t> CheckGif(std::span<const std::uint8_t> file, const ImageInfo& info);

}  // namespace residua
