#include "image/jpeg_planes.h"

#include <cstddef>

#include "image/jpeg_color.h"
#include "image/jpeg_upsample.h"

namespace residua {

RgbImage ToRgb(const JpegPlanes& planes) {
  RgbImage image = RgbImage::Filled(planes.width, planes.height, 0);
  std::vector<JpegUpsampler> upsamplers;
  upsamplers.reserve(planes.planes.size());
  for (const JpegPlane& plane : planes.planes) upsamplers.emplace_back(plane);
  JpegRow row{.width = planes.width};
  std::uint8_t* rgb = image.pixels.data();
  for (int y = 0; y < planes.height; ++y) {
    for (std::size_t i = 0; i < upsamplers.size(); ++i) row.samples[i] = upsamplers[i].Row(y);
    RowToRgb(row, planes.colors, rgb);
    rgb += static_cast<std::size_t>(planes.width) * 3;
  }
  return image;
}

}  // namespace residua
