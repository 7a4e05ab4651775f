// The run-length encodings of BMP files, RLE8 and RLE4.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace residua {

struct RunLengthLayout {
  int width = 0;   // pixels
  int height = 0;  // rows, in the order in which they are stored
  int bits = 8;    // of a stored index: 8 or 4
};

// One byte per index, with rows of `layout.width` rounded up to 4 bytes. Pixels without a run have
// index 0, as in Pillow; runs that exceed a row are clipped. Throws Error(kInvalidImage) if the
// data ends before the image does.
std::vector<std::uint8_t> UnpackRuns(std::span<const std::uint8_t> packed,
                                     const RunLengthLayout& layout);

}  // namespace residua
