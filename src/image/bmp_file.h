// Reads the header of all versions of BMP files, and rewrites files in a form that stb_image reads
// correctly.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image_info.h"

namespace residua {

// Throws Error(kUnsupportedImage) for embedded JPEG or PNG images and rare depths,
// Error(kInvalidImage) if the header is damaged.
ImageInfo ReadBmpInfo(std::span<const std::uint8_t> file);

struct RewrittenBmp {
  std::vector<std::uint8_t> file;
  bool has_alpha = false;  // whether the header declares alpha bits; the fourth byte of a plain
                           // 32-bit pixel is not alpha
};

// The same image with a version 4 header, a complete palette and the pixels, uncompressed,
// immediately after. stb_image itself would read uninitialised memory for indices beyond a short
// palette, skip a gap before the pixels twice, and read pixels as colour masks in version 3. Needs
// memory of the file's size. Throws as ReadBmpInfo does, and Error(kInvalidImage) if pixels are
// missing.
RewrittenBmp RewriteBmp(std::span<const std::uint8_t> file);

}  // namespace residua
