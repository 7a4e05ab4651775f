#include "image/exif_orientation.h"

#include <algorithm>
#include <cstddef>

#include "image/byte_reader.h"

namespace residua {
namespace {

// TIFF 6.0, section 2: fields of 12 bytes with tag, type, count, and the value itself if it fits.
constexpr std::uint16_t kOrientationTag = 0x0112;
enum FieldType : std::uint16_t { kShort = 3, kLong = 4 };

std::uint32_t ReadValue(ByteReader& reader, std::uint16_t type) {
  switch (type) {
    case kShort:
      return reader.U16();
    case kLong:
      return reader.U32();
    default:
      return 0;
  }
}

// The source of a result pixel (x, y): origin + x * right + y * down, in pixels.
struct Steps {
  std::ptrdiff_t origin;
  std::ptrdiff_t right;
  std::ptrdiff_t down;
};

Steps StepsOf(int orientation, std::ptrdiff_t width, std::ptrdiff_t height) {
  const std::ptrdiff_t last_column = width - 1;
  const std::ptrdiff_t last_row = (height - 1) * width;
  switch (orientation) {
    case 2:  // mirrored left to right
      return {last_column, -1, width};
    case 3:  // upside down
      return {last_row + last_column, -1, -width};
    case 4:  // mirrored top to bottom
      return {last_row, 1, -width};
    case 5:  // mirrored along the main diagonal
      return {0, width, 1};
    case 6:  // to be rotated clockwise
      return {last_row, -width, 1};
    case 7:  // mirrored along the other diagonal
      return {last_row + last_column, -width, -1};
    default:  // 8, to be rotated counterclockwise
      return {last_column, width, -1};
  }
}

}  // namespace

int ReadExifOrientation(std::span<const std::uint8_t> tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = tiff[0] == 'I' && tiff[1] == 'I';
  const bool big = tiff[0] == 'M' && tiff[1] == 'M';
  if (!little && !big) return 1;
  ByteReader reader(tiff, little ? ByteOrder::kLittleEndian : ByteOrder::kBigEndian);
  reader.Skip(2);
  if (reader.U16() != 42) return 1;
  reader.Seek(reader.U32());
  for (int fields = reader.U16(); fields > 0 && reader.ok(); --fields) {
    const std::size_t next = reader.position() + 12;
    if (reader.U16() == kOrientationTag) {
      const std::uint16_t type = reader.U16();
      if (reader.U32() != 1) return 1;
      const std::uint32_t value = ReadValue(reader, type);
      return reader.ok() && value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    reader.Seek(next);
  }
  return 1;
}

RgbImage ApplyOrientation(RgbImage image, int orientation) {
  if (orientation < 2 || orientation > 8 || image.pixels.empty()) return image;
  const bool turned = orientation >= 5;
  RgbImage result = turned ? RgbImage::Filled(image.height, image.width, 0)
                           : RgbImage::Filled(image.width, image.height, 0);
  const Steps steps = StepsOf(orientation, image.width, image.height);
  // In tiles, since walking down whole columns of a large photo would miss the cache at each pixel.
  constexpr int kSquare = 32;
  for (int top = 0; top < result.height; top += kSquare) {
    const int bottom = std::min(result.height, top + kSquare);
    for (int left = 0; left < result.width; left += kSquare) {
      const int right = std::min(result.width, left + kSquare);
      for (int y = top; y < bottom; ++y) {
        std::ptrdiff_t from = (steps.origin + left * steps.right + y * steps.down) * 3;
        std::ptrdiff_t to = (static_cast<std::ptrdiff_t>(y) * result.width + left) * 3;
        for (int x = left; x < right; ++x, from += steps.right * 3, to += 3) {
          std::copy_n(image.pixels.data() + from, 3, result.pixels.data() + to);
        }
      }
    }
  }
  return result;
}

}  // namespace residua
