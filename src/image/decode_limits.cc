#include "image/decode_limits.h"

#include <string>

#include "core/error.h"

namespace residua {

void RequireWithin(const DecodeLimits& limits, const ImageInfo& info) {
  const std::int64_t pixels = static_cast<std::int64_t>(info.width) * info.height;
  if (pixels <= limits.max_pixels) return;
  throw Error(ErrorCode::kImageTooLarge, "The image has " + std::to_string(info.width) + " x " +
                                             std::to_string(info.height) + " pixels; at most " +
                                             std::to_string(limits.max_pixels) + " are read.");
}

}  // namespace residua
