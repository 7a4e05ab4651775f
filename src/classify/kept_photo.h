// A copy of a photo as it was given, to recognise it.

#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "classify/photo.h"

namespace residua {

class KeptPhoto {
 public:
  // Holds no photo.
  KeptPhoto() = default;

  explicit KeptPhoto(const Photo& photo)
      : bytes_(photo.bytes.begin(), photo.bytes.end()),
        raw_(photo.raw),
        crop_(photo.crop),
        max_pixels_(photo.limits.max_pixels) {}

  // Whether this is the same part of the same photo. Compares every byte, which takes a fraction of
  // the time of decoding.
  bool Is(const Photo& photo) const {
    return !bytes_.empty() && raw_ == photo.raw && crop_ == photo.crop &&
           max_pixels_ == photo.limits.max_pixels && std::ranges::equal(bytes_, photo.bytes);
  }

 private:
  std::vector<std::uint8_t> bytes_;
  std::optional<PixelSize> raw_;
  std::optional<PixelRect> crop_;
  std::int64_t max_pixels_ = 0;
};

}  // namespace residua
