#include "image/bmp_run_length.h"

#include <utility>

#include "image/byte_reader.h"
#include "image/image_info.h"

namespace residua {
namespace {

// After a zero: codes other than the length of a literal run.
enum Escape : std::uint8_t { kEndOfRow = 0, kEndOfPicture = 1, kMove = 2 };

// Writes indices from left to right, clipped to the image.
class Pen {
 public:
  explicit Pen(const RunLengthLayout& layout)
      : layout_(layout),
        stride_((static_cast<std::size_t>(layout.width) + 3) / 4 * 4),
        indices_(stride_ * static_cast<std::size_t>(layout.height)) {}

  bool done() const { return y_ >= layout_.height; }

  void Put(int index) {
    if (x_ < layout_.width && !done()) {
      indices_[static_cast<std::size_t>(y_) * stride_ + static_cast<std::size_t>(x_)] =
          static_cast<std::uint8_t>(index);
    }
    ++x_;
  }

  // For RLE4, the two indices of a byte alternately; for RLE8, the byte.
  void Put(std::uint8_t byte, int turn) {
    Put(layout_.bits == 8 ? byte : turn % 2 == 0 ? byte >> 4 : byte & 15);
  }

  void EndRow() {
    x_ = 0;
    ++y_;
  }

  void Move(int right, int down) {
    x_ += right;
    y_ += down;
  }

  std::vector<std::uint8_t> Take() { return std::move(indices_); }

 private:
  const RunLengthLayout& layout_;
  std::size_t stride_;
  std::vector<std::uint8_t> indices_;
  int x_ = 0;
  int y_ = 0;
};

}  // namespace

std::vector<std::uint8_t> UnpackRuns(std::span<const std::uint8_t> packed,
                                     const RunLengthLayout& layout) {
  ByteReader reader(packed, ByteOrder::kLittleEndian);
  Pen pen(layout);
  while (!pen.done()) {
    const int count = reader.U8();
    const std::uint8_t value = reader.U8();
    if (!reader.ok())
      throw DamagedImage(ImageFormat::kBmp, "its end is missing (the file is cut off)");
    if (count != 0) {
      for (int i = 0; i < count; ++i) pen.Put(value, i);
    } else if (value == kEndOfRow) {
      pen.EndRow();
    } else if (value == kEndOfPicture) {
      break;
    } else if (value == kMove) {
      const int right = reader.U8();
      pen.Move(right, reader.U8());
    } else {
      // Literal pixels, padded to an even number of bytes.
      const std::size_t bytes = layout.bits == 8 ? value : (value + std::size_t{1}) / 2;
      const std::span<const std::uint8_t> singles = reader.Take(bytes);
      if (bytes % 2 != 0) reader.Skip(1);
      for (int i = 0; i < value && !singles.empty(); ++i) {
        pen.Put(singles[static_cast<std::size_t>(layout.bits == 8 ? i : i / 2)], i);
      }
    }
  }
  return pen.Take();
}

}  // namespace residua
