// A photo as callers have it.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "image/decode.h"
#include "image/geometry.h"
#include "image/pixel_rows.h"

namespace residua {

// Points to bytes of the caller's, which must outlive it.
struct Photo {
  // An encoded file, see image/decode.h; or raw pixels, height x width x 4 bytes, R G B A, alpha
  // not premultiplied.
  std::span<const std::uint8_t> bytes;
  std::optional<PixelSize> raw;  // the size of raw pixels; none: `bytes` is a file
  // The part that counts, in pixels of the upright photo; none: all of it.
  std::optional<PixelRect> crop;
  // Of a file: what is decoded at most.
  DecodeLimits limits;
};

// The upright photo, or the part of it that counts; `seen` says what of that will be asked for.
// Throws what Decode throws, and
// Error(kInvalidOption) if raw pixels are of another size than they say or the crop is empty or
// reaches beyond the photo.
std::unique_ptr<PixelRows> RowsOf(const Photo& photo, const PartOf& seen = {});

}  // namespace residua
