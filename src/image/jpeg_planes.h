// A JPEG between its decoding and its colours: one plane for each component, not yet as large as
// the picture where the file holds it coarser.

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
  int width = 0;   // samples: the picture's width / across, rounded up
  int height = 0;  // samples: the picture's height / down, rounded up
  int across = 1;  // pixels of a row that one sample stands for, 1 to 4
  int down = 1;    // rows that one sample stands for, 1 to 4
};

// How many planes there are, and what they hold. CMYK and YCCK are stored
// inverted, as Adobe does.
enum class JpegColors { kGrey, kRgb, kYcc, kCmyk, kYcck };

struct JpegPlanes {
  int width = 0;   // pixels
  int height = 0;  // pixels
  JpegColors colors = JpegColors::kGrey;
  // Of these pixels all samples are there; others may be anything.
  PixelRect part;
  // Rows of these planes are columns of the file's picture, for a photo that is to be turned.
  bool transposed = false;
  std::vector<JpegPlane> planes;  // 1, 3, 3, 4, 4
};

// The upright picture, byte for byte as libjpeg-turbo and Pillow's convert('RGB') and
// exif_transpose make it.
class JpegRows final : public PixelRows {
 public:
  // `planes` must be transposed for an EXIF orientation of 5 to 8, and for no other.
  JpegRows(JpegPlanes planes, int orientation);
  ~JpegRows() override;

  // Where in the planes a part of the upright picture lies, which has this size.
  static PixelRect PartOfPlanes(PixelRect part, PixelSize size, int orientation);

  PixelSize size() const override { return {planes_.width, planes_.height}; }
  // Of planes in part, that part of a row is the picture's.
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
