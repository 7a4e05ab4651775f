#include "classify/photo.h"

#include <string>
#include <utility>

#include "core/error.h"
#include "image/alpha.h"

namespace residua {
namespace {

std::string Text(int width, int height) {
  return std::to_string(width) + " x " + std::to_string(height);
}

}  // namespace

std::unique_ptr<PixelRows> RowsOf(const Photo& photo) {
  std::unique_ptr<PixelRows> rows =
      photo.raw ? std::make_unique<OwnedRows>(FromRgba(photo.bytes, *photo.raw))
                : OpenRows(photo.bytes, photo.limits);
  if (!photo.crop) return rows;
  const PixelSize image = rows->size();
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
  return std::make_unique<RowsPart>(std::move(rows), part);
}

}  // namespace residua
