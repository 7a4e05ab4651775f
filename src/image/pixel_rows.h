// An image whose rows are computed on demand, so that a large one is never held completely as R G
// B.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "image/geometry.h"
#include "image/rgb_image.h"

namespace residua {

class PixelRows {
 public:
  virtual ~PixelRows() = default;

  virtual PixelSize size() const = 0;

  // Row y, size().width * 3 bytes, R G B; valid until the next call. Rows can be requested in any
  // order, most cheaply from top to bottom.
  virtual const std::uint8_t* Row(int y) = 0;
};

// The rows of an image in memory, which must outlive this.
class ImageRows final : public PixelRows {
 public:
  explicit ImageRows(const RgbImage& image) : image_(image) {}

  PixelSize size() const override { return {image_.width, image_.height}; }
  const std::uint8_t* Row(int y) override {
    return image_.pixels.data() +
           static_cast<std::size_t>(y) * static_cast<std::size_t>(image_.width) * 3;
  }

 private:
  const RgbImage& image_;
};

// The rows of an image that this owns.
class OwnedRows final : public PixelRows {
 public:
  explicit OwnedRows(RgbImage image) : image_(std::move(image)), rows_(image_) {}

  PixelSize size() const override { return rows_.size(); }
  const std::uint8_t* Row(int y) override { return rows_.Row(y); }

 private:
  RgbImage image_;
  ImageRows rows_;
};

// A part of an image, which must be inside it.
class RowsPart final : public PixelRows {
 public:
  RowsPart(std::unique_ptr<PixelRows> whole, const PixelRect& part)
      : whole_(std::move(whole)), part_(part) {}

  PixelSize size() const override { return {part_.width, part_.height}; }
  const std::uint8_t* Row(int y) override {
    return whole_->Row(part_.y + y) + static_cast<std::size_t>(part_.x) * 3;
  }

 private:
  std::unique_ptr<PixelRows> whole_;
  PixelRect part_;
};

}  // namespace residua
