// Adds a border to an image.

#pragma once

#include <array>
#include <cstdint>

#include "image/geometry.h"
#include "image/rgb_image.h"

namespace residua {

struct Padding {
  PixelSize size = {};  // of the result
  int left = 0;         // position of the image in the result
  int top = 0;
  std::array<std::uint8_t, 3> color = {0, 0, 0};  // R, G, B of the border
};

// Throws Error(kInvalidOption) if the image does not fit.
RgbImage PadTo(const RgbImage& image, const Padding& padding);

}  // namespace residua
