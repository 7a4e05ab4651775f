#include "image/padding.h"

#include <algorithm>
#include <cstddef>

#include "core/error.h"

namespace residua {
namespace {

constexpr std::size_t kChannels = 3;

// Written so that no sum can overflow.
bool Fits(int size, int begin, int padded_size) {
  return begin >= 0 && begin <= padded_size - size;
}

}  // namespace

RgbImage PadTo(const RgbImage& image, const Padding& padding) {
  if (!Fits(image.width, padding.left, padding.size.width) ||
      !Fits(image.height, padding.top, padding.size.height)) {
    throw Error(ErrorCode::kInvalidOption, "The image does not fit into the padded size.");
  }
  RgbImage padded = RgbImage::Filled(padding.size.width, padding.size.height, 0);
  for (std::size_t i = 0; i < padded.pixels.size(); ++i) {
    padded.pixels[i] = padding.color[i % kChannels];
  }
  const std::size_t row = static_cast<std::size_t>(image.width) * kChannels;
  const std::size_t stride = static_cast<std::size_t>(padded.width) * kChannels;
  const std::uint8_t* from = image.pixels.data();
  std::uint8_t* to = padded.pixels.data() + static_cast<std::size_t>(padding.top) * stride +
                     static_cast<std::size_t>(padding.left) * kChannels;
  for (int y = 0; y < image.height; ++y, from += row, to += stride) std::copy_n(from, row, to);
  return padded;
}

}  // namespace residua
