// Grey photos for networks of one channel.

#pragma once

#include <cstdint>
#include <vector>

#include "image/pixel_rows.h"

namespace residua {

// An image's rows with the luminance of ITU-R 601-2 in all three channels, rounded as by Pillow's
// convert("L").
class LuminanceRows final : public PixelRows {
 public:
  // `colours` must outlive this.
  explicit LuminanceRows(PixelRows& colours) : colours_(colours) {}

  PixelSize size() const override { return colours_.size(); }
  const std::uint8_t* Row(int y) override;

 private:
  PixelRows& colours_;
  std::vector<std::uint8_t> row_;
};

}  // namespace residua
