#include "image/pixel_rows.h"

#include <algorithm>

namespace residua {

RgbImage ToImage(PixelRows& rows) {
  const PixelSize size = rows.size();
  RgbImage image = RgbImage::Filled(size.width, size.height, 0);
  const std::size_t bytes = static_cast<std::size_t>(size.width) * 3;
  for (int y = 0; y < size.height; ++y) {
    std::copy_n(rows.Row(y), bytes, image.pixels.data() + static_cast<std::size_t>(y) * bytes);
  }
  return image;
}

}  // namespace residua
