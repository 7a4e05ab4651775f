#include "classify/photo.h"

#include <string>

#include "core/error.h"
#include "image/alpha.h"
#include "image/crop.h"
#include "image/decode.h"

namespace residua {
namespace {

std::string Text(int width, int height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

}  // namespace

RgbImage PixelsOf(const Photo& photo) {
  RgbImage image = photo.raw ? FromRgba(photo.bytes, *photo.raw) : Decode(photo.bytes);
  if (!photo.crop) return image;
  const PixelRect& part = *photo.crop;
  // Written so that no sum can overflow.
  const bool inside = part.x >= 0 && part.y >= 0 && part.width > 0 && part.height > 0 &&
                      part.width <= image.width && part.height <= image.height &&
                      part.x <= image.width - part.width && part.y <= image.height - part.height;
  if (!inside) {
    throw Error(ErrorCode::kInvalidOption, "crop asks for " + Text(part.width, part.height) +
                                               " pixels at (" + std::to_string(part.x) + ", " +
                                               std::to_string(part.y) +
                                               "), which do not lie within the photo of " +
                                               Text(image.width, image.height) + ".");
  }
  return Crop(image, part);
}

}  // namespace residua
