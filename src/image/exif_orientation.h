// The orientation of a photo: the EXIF tag 0x0112 that cameras write instead of rotating the
// pixels.

#pragma once

#include <cstdint>
#include <span>

#include "image/rgb_image.h"

namespace residua {

// Reads a TIFF structure, which follows "Exif\0\0" in JPEG's APP1 segment and is the content of
// PNG's eXIf chunk. Returns 1 to 8; 1 (as stored) if it is missing, damaged or out of range. Reads
// only the first directory, each byte at most once.
int ReadExifOrientation(std::span<const std::uint8_t> tiff);

// Rotates and mirrors an image so that it is upright. 5 to 8 swap width and height. Values other
// than 2 to 8 leave it unchanged, as in Pillow's ImageOps.exif_transpose.
RgbImage ApplyOrientation(RgbImage image, int orientation);

}  // namespace residua
