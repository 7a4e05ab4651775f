// Pillow, src/libImaging/Convert.c: L24.

#include "image/luminance.h"

namespace residua {

void ToLuminance(RgbImage& image) {
  for (std::size_t i = 0; i + 2 < image.pixels.size(); i += 3) {
    std::uint8_t* const pixel = image.pixels.data() + i;
    const std::uint32_t grey =
        (pixel[0] * 19595u + pixel[1] * 38470u + pixel[2] * 7471u + 0x8000u) >> 16;
    pixel[0] = pixel[1] = pixel[2] = static_cast<std::uint8_t>(grey);
  }
}

}  // namespace residua
