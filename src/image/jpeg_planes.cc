#include "image/jpeg_planes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "image/jpeg_color.h"
#include "image/jpeg_upsample.h"

namespace residua {

namespace {

bool IsMirrored(int orientation) {
  return orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
}

bool IsUpsideDown(int orientation) {
  return orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
}

}  // namespace

class JpegRows::Upsamplers : public std::vector<JpegUpsampler> {};

JpegRows::JpegRows(JpegPlanes planes, int orientation)
    : planes_(std::move(planes)),
      mirrored_(IsMirrored(orientation)),
      upside_down_(IsUpsideDown(orientation)),
      upsamplers_(std::make_unique<Upsamplers>()),
      rgb_(static_cast<std::size_t>(planes_.width) * 3) {
  for (const JpegPlane& plane : planes_.planes) {
    upsamplers_->emplace_back(plane, planes_.transposed);
  }
}

JpegRows::~JpegRows() = default;

PixelRect JpegRows::PartOfPlanes(PixelRect part, PixelSize size, int orientation) {
  if (IsMirrored(orientation)) part.x = size.width - part.x - part.width;
  if (IsUpsideDown(orientation)) part.y = size.height - part.y - part.height;
  return part;
}

const std::uint8_t* JpegRows::Row(int y) {
  if (upside_down_) y = planes_.height - 1 - y;
  JpegRow row{.width = planes_.part.width};
  const auto first = static_cast<std::size_t>(planes_.part.x);
  for (std::size_t i = 0; i < upsamplers_->size(); ++i) {
    row.samples[i] = (*upsamplers_)[i].Row(y) + first;
  }
  RowToRgb(row, planes_.colors, rgb_.data() + first * 3);
  if (mirrored_) {
    for (std::uint8_t *left = rgb_.data(), *right = left + rgb_.size() - 3; left < right;
         left += 3, right -= 3) {
      std::swap_ranges(left, left + 3, right);
    }
  }
  return rgb_.data();
}

}  // namespace residua
