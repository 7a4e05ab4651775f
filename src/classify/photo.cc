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

// Written so that no sum can overflow.
bool LiesWithin(const PixelRect& part, PixelSize image) {
  return part.x >= 0 && part.y >= 0 && part.width > 0 && part.height > 0 &&
         part.width <= image.width && part.height <= image.height &&
         part.x <= image.width - part.width && part.y <= image.height - part.height;
}

// The visible part of the crop, in the whole picture. An impossible crop is refused later.
PixelRect SeenPart(const Photo& photo, PixelSize size, const PartOf& seen) {
  if (!photo.crop || !LiesWithin(*photo.crop, size)) return seen(size);
  PixelRect part = seen({photo.crop->width, photo.crop->height});
  part.x += photo.crop->x;
  part.y += photo.crop->y;
  return part;
}

}  // namespace

std::unique_ptr<PixelRows> RowsOf(const Photo& photo, const PartOf& seen) {
  PartOf part_of;
  if (seen) part_of = [&](PixelSize size) { return SeenPart(photo, size, seen); };
  std::unique_ptr<PixelRows> rows =
      photo.raw ? std::make_unique<OwnedRows>(FromRgba(photo.bytes, *photo.raw))
                : OpenRows(photo.bytes, photo.limits, part_of);
  if (!photo.crop) return rows;
  const PixelSize image = rows->size();
  const PixelRect& part = *photo.crop;
  if (!LiesWithin(part, image)) {
    throw Error(ErrorCode::kInvalidOption, "crop asks for " + Text(part.width, part.height) +
                                               " pixels at (" + std::to_string(part.x) + ", " +
                                               std::to_string(part.y) +
                                               "), which do not lie within the photo of " +
                                               Text(image.width, image.height) + ".");
  }
  return std::make_unique<RowsPart>(std::move(rows), part);
}

}  // namespace residua
