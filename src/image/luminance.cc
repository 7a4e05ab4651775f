// Pillow, src/libImaging/Convert.c: L24.

#include "image/luminance.h"

#include <cstddef>

namespace residua {

const std::uint8_t* LuminanceRows::Row(int y) {
  const std::uint8_t* const row = colours_.Row(y);
  row_.assign(row, row + static_cast<std::size_t>(size().width) * 3);
  for (std::size_t i = 0; i + 2 < row_.size(); i += 3) {
    std::uint8_t* const pixel = row_.data() + i;
    const std::uint32_t grey =
        (pixel[0] * 19595u + pixel[1] * 38470u + pixel[2] * 7471u + 0x8000u) >> 16;
    pixel[0] = pixel[1] = pixel[2] = static_cast<std::uint8_t>(grey);
  }
  return row_.data();
}

}  // namespace residua
