// Makes images with transparency opaque on white. (The network has no transparency; white is this
// project's choice, and the usual page background.)

#pragma once

#include <cstdint>
#include <span>

#include "image/geometry.h"
#include "image/rgb_image.h"

namespace residua {

// rgba: size.height * size.width * 4 bytes, R G B A with colours not premultiplied, as in a
// canvas's ImageData. Rounds to nearest, as Pillow's paste with a mask does. Throws
// Error(kInvalidOption) if the number of bytes does not match or the size is not positive.
RgbImage FromRgba(std::span<const std::uint8_t> rgba, PixelSize size);

}  // namespace residua
