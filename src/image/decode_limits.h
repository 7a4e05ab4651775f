// Limits for the size of images in all formats.

#pragma once

#include <cstdint>

#include "image/image_info.h"

namespace residua {

struct DecodeLimits {
  std::int64_t max_pixels = 150'000'000;  // width times height, checked before allocation
};

// Throws Error(kImageTooLarge) beyond the limits.
void RequireWithin(const DecodeLimits& limits, const ImageInfo& info);

}  // namespace residua
