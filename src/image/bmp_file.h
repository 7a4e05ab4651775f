// Reads the header of a BMP file in any of its generations and writes the file anew in one form
// that stb_image reads without a slip.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image_info.h"

namespace residua {

// Throws Error(kUnsupportedImage) for embedded JPEG or PNG pictures and rare depths,
// Error(kInvalidImage) if the header is damaged.
ImageInfo ReadBmpInfo(std::span<const std::uint8_t> file);

struct RewrittenBmp {
  std::vector<std::uint8_t> file;
  bool has_alpha =
      false;  // the header names alpha bits; the fourth byte of a plain 32-bit pixel is no alpha
};

// The same picture with a version 4 header, a palette of full length and the pixels, their runs
// unpacked, right behind.
// stb_image by itself would read uninitialised memory for indices beyond a short palette, skip
// twice over a gap before the pixels, and take pixels for colour masks in version 3. Needs memory
// of the file's size. Throws as ReadBmpInfo does, and Error(kInvalidImage) if pixels are missing.
RewrittenBmp RewriteBmp(std::span<const std::uint8_t> file);

}  // namespace residua
