// Brings a coarser plane of a JPEG to the picture's size, a row at a time.

#pragma once

#include <cstdint>
#include <vector>

#include "image/jpeg_planes.h"

namespace residua {

// Chroma of half the width, the height or both is interpolated linearly, each new sample at a
// quarter of the way to its neighbour ("fancy upsampling"), with libjpeg's alternating rounding;
// beyond the edges the last samples repeat. For other ratios, and where a plane is only 2 samples
// wide, samples repeat.
class JpegUpsampler {
 public:
  // `plane` must outlive this. Of one that is transposed the rows are columns of the file's
  // picture, with the same values.
  explicit JpegUpsampler(const JpegPlane& plane, bool transposed = false);

  // The picture's row y, valid until the next call. Throws nothing.
  const std::uint8_t* Row(int y);

 private:
  const std::uint8_t* PlaneRow(int y) const;
  // The other row that row y of the picture is made of, beside row y / 2 of the plane.
  const std::uint8_t* FartherRow(int y) const;

  const JpegPlane& plane_;
  bool transposed_;
  bool interpolates_;
  std::vector<std::uint8_t> row_;
  std::vector<std::int16_t> sums_;  // of a row and its neighbour, times 4
};

}  // namespace residua
