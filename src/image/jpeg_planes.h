// A decoded JPEG before colour conversion: one plane per component, which may be subsampled.

#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "image/geometry.h"
#include "image/pixel_rows.h"
#include "image/zeroed_bytes.h"

namespace residua {

struct JpegPlane {
  const std::uint8_t* samples = nullptr;  // height rows of `width` bytes, `stride` bytes apart
  ZeroedBytes memory;                     // owns the samples
  int stride = 0;
  int width = 0;   // samples: the image's width / across, rounded up
  int height = 0;  // samples: the image's height / down, rounded up
  int across = 1;  // pixels per sample in a row, 1 to 4
  int down = 1;    // rows per sample, 1 to 4
};

// The number and meaning of the planes. CMYK and YCCK are stored inverted, as Adobe does.
enum class JpegColors { kGrey, kRgb, kYcc, kCmyk, kYcck };

struct JpegPlanes {
  int width = 0;   // pixels
  int height = 0;  // pixels
  JpegColors colors = JpegColors::kGrey;
  // All samples of these pixels are valid; others are unspecified.
  PixelRect part;
  // Whether rows of the planes are columns of the file's image, for photos that are to be rotated.
  bool transposed = false;
  std::vector<JpegPlane> planes;  // 1, 3, 3, 4, 4
};

// The upright image, byte for byte equal to libjpeg-turbo and Pillow's convert('RGB') and
// exif_transpose.
class JpegRows final : public PixelRows {
 public:
  // `planes` must be transposed if and only if the EXIF orientation is 5 to 8.
  JpegRows(JpegPlanes planes, int orientation);
  ~JpegRows() override;

  // The position in the planes of a part of the upright image, which has this size.
  static PixelRect PartOfPlanes(PixelRect part, PixelSize size, int orientation);

  PixelSize size() const override { return {planes_.width, planes_.height}; }
  // If only a part was decoded, only that part of a row is valid.
  const std::uint8_t* Row(int y) override;

 private:
  class Upsamplers;

  JpegPlanes planes_;
  bool mirrored_;     // columns come from the right
  bool upside_down_;  // rows come from the bottom
  std::unique_ptr<Upsamplers> upsamplers_;
  std::vector<std::uint8_t> rgb_;
};

}  // namespace residua
