#include "image/crop.h"

#include <algorithm>
#include <cstddef>

#include "core/error.h"

namespace residua {
namespace {

std::size_t Offset(const RgbImage& image, int x, int y) {
  return (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
          static_cast<std::size_t>(x)) *
         3;
}

// Whether `inner` fits at (x, y) into `outer`, written so that no sum can overflow.
bool Fits(PixelSize inner, int x, int y, PixelSize outer) {
  return x >= 0 && y >= 0 && x <= outer.width - inner.width && y <= outer.height - inner.height;
}

void CopyRows(const RgbImage& from, std::size_t from_offset, RgbImage& to, std::size_t to_offset,
              PixelSize size) {
  for (int y = 0; y < size.height; ++y) {
    std::copy_n(from.pixels.data() + from_offset + Offset(from, 0, y),
                static_cast<std::size_t>(size.width) * 3,
                to.pixels.data() + to_offset + Offset(to, 0, y));
  }
}

}  // namespace

RgbImage Crop(const RgbImage& image, const PixelRect& rect) {
  const PixelSize size = {rect.width, rect.height};
  if (rect.width <= 0 || rect.height <= 0 ||
      !Fits(size, rect.x, rect.y, {image.width, image.height})) {
    throw Error(ErrorCode::kInvalidOption,
                "The part to cut out is empty or reaches beyond the image.");
  }
  RgbImage part = RgbImage::Filled(rect.width, rect.height, 0);
  CopyRows(image, Offset(image, rect.x, rect.y), part, 0, size);
  return part;
}

RgbImage PadTo(const RgbImage& image, const Padding& padding) {
  const PixelSize size = {image.width, image.height};
  if (!Fits(size, padding.left, padding.top, padding.size)) {
    throw Error(ErrorCode::kInvalidOption, "The image does not fit into the padded size.");
  }
  RgbImage padded = RgbImage::Filled(padding.size.width, padding.size.height, 0);
  for (std::size_t i = 0; i < padded.pixels.size(); ++i) padded.pixels[i] = padding.color[i % 3];
  CopyRows(image, 0, padded, Offset(padded, padding.left, padding.top), size);
  return padded;
}

}  // namespace residua
