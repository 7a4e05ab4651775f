// WebP files, through libwebp: the only place that knows it. A file is accepted and seen as Pillow
// has it.

#pragma once

#include <cstdint>
#include <span>

#include "image/image_info.h"
#include "image/rgb_image.h"

namespace residua {

// Reads the size of the picture (of an animation, of its canvas) and the EXIF orientation. Every
// part of the file must be there; none is decoded. Throws Error(kInvalidImage) for a damaged file
// or one that is cut off anywhere.
ImageInfo ReadWebpInfo(std::span<const std::uint8_t> file);

// Decodes the picture, or an animation's first frame, as stored: `info.orientation` is not applied.
// What a frame leaves free of its canvas is white where the file has transparency, and otherwise
// black. Throws Error(kInvalidImage) for damaged data, Error(kUnsupportedImage) for what libwebp
// does not know, Error(kOutOfMemory).
RgbImage DecodeWebp(std::span<const std::uint8_t> file, const ImageInfo& info);

}  // namespace residua
