// Wraps libwebp, which is used only here. Files are accepted and decoded as by Pillow.

#pragma once

#include <cstdint>
#include <span>

#include "image/image_info.h"
#include "image/rgb_image.h"

namespace residua {

// Reads the size of the image (for an animation, of its canvas) and the EXIF orientation. All parts
// of the file must be present; none is decoded. Throws Error(kInvalidImage) for a damaged or
// truncated file.
ImageInfo ReadWebpInfo(std::span<const std::uint8_t> file);

// Decodes the image, or an animation's first frame, as stored: `info.orientation` is not applied.
// The canvas outside the frame is white if the file has transparency, otherwise black. Throws
// Error(kInvalidImage) for damaged data, Error(kUnsupportedImage) for features unknown to libwebp,
// Error(kOutOfMemory).
RgbImage DecodeWebp(std::span<const std::uint8_t> file, const ImageInfo& info);

}  // namespace residua
