// From a JPEG's colours to R G B, a row at a time.

#pragma once

#include <array>
#include <cstdint>

#include "image/jpeg_planes.h"

namespace residua {

struct JpegRow {
  int width = 0;                                 // pixels
  std::array<const std::uint8_t*, 4> samples{};  // `width` bytes of each plane
};

// Writes 3 * width bytes. YCbCr is that of JFIF (ITU-R BT.601 in full range), in fixed point with
// 16 bits after the point as in libjpeg; inks are mixed as Pillow does.
void RowToRgb(const JpegRow& row, JpegColors colors, std::uint8_t* rgb);

}  // namespace residua
