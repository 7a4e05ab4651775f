// Reads and checks the structure of a PNG file: what stb_image does not check (checksums, palettes,
// the ratio of packed to unpacked bytes). No pixel is decoded here.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "image/image_info.h"

namespace residua {

// Reads the header and the orientation (chunk eXIf). Throws Error(kUnsupportedImage) for Apple's
// CgBI variant, Error(kInvalidImage) for a damaged header.
ImageInfo InspectPng(std::span<const std::uint8_t> file);

struct CheckedPng {
  bool has_alpha = false;  // an alpha channel or tRNS, so that pixels may be transparent
  // The file with its palette filled up with black, if pixels might point beyond it; otherwise
  // empty. stb_image would read uninitialised memory for such pixels.
  std::vector<std::uint8_t> rewritten;
};

// Walks over all chunks. Throws Error(kInvalidImage) if one that matters is damaged, the end is
// missing (Pillow is laxer about the last one), or the packed data cannot be enough.
CheckedPng CheckPng(std::span<const std::uint8_t> file);

}  // namespace residua
