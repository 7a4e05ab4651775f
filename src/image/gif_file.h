// Reads and checks the structure of a GIF file up to its first frame: what stb_image does not check
// (cut-off files, codes that unpack to more than the frame holds). No pixel is decoded here.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image_info.h"

namespace residua {

// Reads the picture's size: the logical screen, or more where the first frame reaches beyond it, as
// Pillow and browsers have it. Throws Error(kInvalidImage) if there is no frame or no pixel.
ImageInfo ReadGifInfo(std::span<const std::uint8_t> file);

// Follows the first frame's codes without writing pixels. Where stb_image would refuse or change a
// picture that browsers show, returns the file's first frame written anew, otherwise nothing: a
// screen smaller than the frame is enlarged to `info`'s size, a missing first clear code is added,
// and what the frame does not cover is left transparent, not painted with the background colour.
//
// Throws Error(kInvalidImage) if the file is cut off in the frame or its codes make too few or far
// too many pixels; Error(kUnsupportedImage) for a code table that is never cleared and for a size
// above 65535, which stb_image cannot read. Takes time and memory in proportion to the file's
// bytes.
std::vector<std::uint8_t> CheckGif(std::span<const std::uint8_t> file, const ImageInfo& info);

}  // namespace residua
