// A photo as given by a caller.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "image/decode.h"
#include "image/geometry.h"
#include "image/pixel_rows.h"

namespace residua {

// Refers to bytes of the caller's, which must outlive it.
struct Photo {
  // An encoded file, see image/decode.h; or raw pixels, height x width x 4 bytes, R G B A, alpha
  // not premultiplied.
  std::span<const std::uint8_t> bytes;
  std::optional<PixelSize> raw;  // the size of raw pixels; unset if `bytes` is a file
  // The part to classify, in pixels of the upright photo; unset means all of it.
  std::optional<PixelRect> crop;
  // For files: the limits for decoding.
  DecodeLimits limits;
};

// The upright photo, or its crop; `seen` returns the part of it that will be read. Throws what
// Decode throws, and Error(kInvalidOption) if the number of raw pixels does not match their size,
// or the crop is empty or exceeds the photo.
std::unique_ptr<PixelRows> RowsOf(const Photo& photo, const PartOf& seen = {});

}  // namespace residua
