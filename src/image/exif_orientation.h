// Which way up a photo is: the EXIF tag 0x0112 that cameras write instead of turning the pixels.

#pragma once

#include <cstdint>
#include <span>

#include "image/rgb_image.h"

namespace residua {

// Takes a TIFF structure, which is what JPEG's APP1 segment holds after "Exif\0\0" and PNG's eXIf
// chunk holds at once. Returns 1 to 8; 1, which means as stored, for anything absent, damaged or
// out of range. Only the first directory is read, each byte at most once.
int ReadExifOrientation(std::span<const std::uint8_t> tiff);

// Turns and mirrors a picture so that it is the right way up. 5 to 8 swap width and height.
// Values other than 2 to 8 leave it as it is, as Pillow's ImageOps.exif_transpose does.
RgbImage ApplyOrientation(RgbImage image, int orientation);

}  // namespace residua
