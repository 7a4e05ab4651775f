// A JPEG between its decoding and its colours: one plane for each component, not yet as large as
// the picture where the file holds it coarser.

#pragma once

#include <cstdint>
#include <vector>

#include "image/rgb_image.h"
#include "image/stb_pixels.h"

namespace residua {

struct JpegPlane {
  StbPixels memory;                       // owns the samples
  const std::uint8_t* samples = nullptr;  // height rows of `width` bytes, `stride` bytes apart
  int stride = 0;
  int width = 0;   // samples: the picture's width / across, rounded up
  int height = 0;  // samples: the picture's height / down, rounded up
  int across = 1;  // pixels of a row that one sample stands for, 1 to 4
  int down = 1;    // rows that one sample stands for, 1 to 4
};

// How many planes there are, and what they hold. Adobe's CMYK and YCCK are stored inverted.
enum class JpegColors { kGrey, kRgb, kYcc, kCmyk, kYcck };

struct JpegPlanes {
  int width = 0;   // pixels
  int height = 0;  // pixels
  JpegColors colors = JpegColors::kGrey;
  std::vector<JpegPlane> planes;  // 1, 3, 3, 4, 4
};

// The picture, byte for byte as libjpeg-turbo and Pillow's convert('RGB') make it.
RgbImage ToRgb(const JpegPlanes& planes);

}  // namespace residua
