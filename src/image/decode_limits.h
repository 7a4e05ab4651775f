// How large a picture may be, for every format alike.

#pragma once

#include <cstdint>

#include "image/image_info.h"

namespace residua {

struct DecodeLimits {
  std::int64_t max_pixels =
      150'000'000;  // width times height, checked before anything is allocated
};

// Throws Error(kImageTooLarge) beyond the limits.
void RequireWithin(const DecodeLimits& limits, const ImageInfo& info);

}  // namespace residua
