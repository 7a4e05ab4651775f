// A photo as callers have it.

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "image/geometry.h"
#include "image/rgb_image.h"

namespace residua {

// Points to bytes of the caller's, which must outlive it.
struct Photo {
  // An encoded file: JPEG, PNG, GIF or BMP; or raw pixels, height x width x 4 bytes, R G B A, alpha
  // not premultiplied.
  std::span<const std::uint8_t> bytes;
  std::optional<PixelSize> raw;  // the size of raw pixels; none: `bytes` is a file
  // The part that counts, in pixels of the upright photo; none: all of it.
  std::optional<PixelRect> crop;
};

// Throws what Decode throws, and Error(kInvalidOption) if raw pixels are of another size than they
// say or the crop is empty or reaches beyond the photo.
RgbImage PixelsOf(const Photo& photo);

}  // namespace residua
