// Grey photos for networks of one channel.

#pragma once

#include "image/rgb_image.h"

namespace residua {

// Gives all three channels the luminance of ITU-R 601-2, rounded as Pillow's convert("L") does, in
// place.
void ToLuminance(RgbImage& image);

}  // namespace residua
