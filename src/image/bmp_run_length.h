// The run-length codings of BMP files, RLE8 and RLE4.

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

// One index a byte, rows `layout.width` rounded up to 4 bytes long. What the runs leave out has
// index 0, as in Pillow; what would reach beyond a row is dropped. Throws Error(kInvalidImage) if
// the packed bytes end before the picture does.
std::vector<std::uint8_t> UnpackRuns(std::span<const std::uint8_t> packed,
                                     const RunLengthLayout& layout);

}  // namespace residua
