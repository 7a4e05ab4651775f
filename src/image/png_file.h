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
ImageInfo ReadPngInfo(std::span<const std::uint8_t> file);

struct CheckedPng {
  bool has_alpha = false;  // an alpha channel or tRNS, so that pixels may be transparent
  // The file's end is missing: the pixels may be complete, as decoding shows.
  bool cut_off = false;
  // The file as stb_image reads it, where it would not: with a palette filled up with black, if
  // pixels might point beyond it; with an end; without a colour that is transparent beside an alpha
  // channel. Otherwise empty.
  std::vector<std::uint8_t> rewritten;
};

// Walks over all chunks. Throws Error(kInvalidImage) if one that matters is damaged, no picture
// data are there, or they cannot be enough.
CheckedPng CheckPng(std::span<const std::uint8_t> file);

}  // namespace residua
