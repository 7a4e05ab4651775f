#include "image/alpha.h"

#include <cstddef>

#include "core/error.h"

namespace residua {

RgbImage FromRgba(std::span<const std::uint8_t> rgba, PixelSize size) {
  if (size.width <= 0 || size.height <= 0 ||
      rgba.size() / 4 / static_cast<std::size_t>(size.width) !=
          static_cast<std::size_t>(size.height) ||
      rgba.size() % (static_cast<std::size_t>(size.width) * 4) != 0) {
    throw Error(ErrorCode::kInvalidOption,
                "RGBA pixels must be 4 bytes for each of the given width times height.");
  }
  RgbImage image = RgbImage::Filled(size.width, size.height, 0);
  std::uint8_t* out = image.pixels.data();
  for (const std::uint8_t* in = rgba.data(); in != rgba.data() + rgba.size(); in += 4, out += 3) {
    const unsigned alpha = in[3];
    for (std::size_t channel = 0; channel < 3; ++channel) {
      out[channel] =
          static_cast<std::uint8_t>((in[channel] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
  return image;
}

}  // namespace residua
