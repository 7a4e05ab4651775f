// Pictures with transparency become opaque: they are seen on white paper. (The network knows no
// transparency; white is this project's choice, and what most pages show behind a picture.)

#pragma once

#include <cstdint>
#include <span>

#include "image/geometry.h"
#include "image/rgb_image.h"

namespace residua {

// rgba: size.height * size.width * 4 bytes, R G B A with colours not premultiplied, as in a
// canvas's ImageData. Rounds to nearest, as Pillow's paste with a mask does. Throws
// Error(kInvalidOption) if the number of bytes is another or the size not positive.
RgbImage FromRgba(std::span<const std::uint8_t> rgba, PixelSize size);

}  // namespace residua
