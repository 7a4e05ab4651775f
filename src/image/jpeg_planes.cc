#include "image/jpeg_planes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "image/jpeg_color.h"
#include "image/jpeg_upsample.h"

namespace residua {

class JpegRows::Upsamplers : public std::vector<JpegUpsampler> {};

JpegRows::JpegRows(JpegPlanes planes, int orientation)
    : planes_(std::move(planes)),
      mirrored_(orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7),
      upside_down_(orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8),
      upsamplers_(std::make_unique<Upsamplers>()),
      rgb_(static_cast<std::size_t>(planes_.width) * 3) {
  for (const JpegPlane& plane : planes_.planes) {
    upsamplers_->emplace_back(plane, planes_.transposed);
  }
}

JpegRows::~JpegRows() = default;

const std::uint8_t* JpegRows::Row(int y) {
  if (upside_down_) y = planes_.height - 1 - y;
  JpegRow row{.width = planes_.width};
  for (std::size_t i = 0; i < upsamplers_->size(); ++i) row.samples[i] = (*upsamplers_)[i].Row(y);
  RowToRgb(row, planes_.colors, rgb_.data());
  if (mirrored_) {
    for (std::uint8_t *left = rgb_.data(), *right = left + rgb_.size() - 3; left < right;
         left += 3, right -= 3) {
      std::swap_ranges(left, left + 3, right);
    }
  }
  return rgb_.data();
}

}  // namespace residua
