// Puts a border round a picture, whose pixels stay as they are.

#pragma once

#include <array>
#include <cstdint>

#include "image/geometry.h"
#include "image/rgb_image.h"

namespace residua {

struct Padding {
  PixelSize size = {};  // of the result
  int left = 0;         // where the image begins in it
  int top = 0;
  std::array<std::uint8_t, 3> color = {0, 0, 0};  // R, G, B of the border
};

// Throws Error(kInvalidOption) if the image does not fit.
RgbImage PadTo(const RgbImage& image, const Padding& padding);

}  // namespace residua
