// Converts a JPEG's colours to R G B, row by row.

#pragma once

#include <array>
#include <cstdint>

#include "image/jpeg_planes.h"

namespace residua {

struct JpegRow {
  int width = 0;                                 // pixels
  std::array<const std::uint8_t*, 4> samples{};  // `width` bytes of each plane
};

// Writes 3 * width bytes. YCbCr is JFIF's (ITU-R BT.601, full range), with 16 fractional bits as in
// libjpeg; CMYK is converted as in Pillow.
void RowToRgb(const JpegRow& row, JpegColors colors, std::uint8_t* rgb);

}  // namespace residua
