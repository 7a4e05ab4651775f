// Reads and checks the structure of a PNG file, including what stb_image does not check (checksums,
// palettes, compression ratio). Decodes no pixels.

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
  // Whether the file's end is missing; decoding shows whether the pixels are complete.
  bool cut_off = false;
  // The file in a form that stb_image reads correctly, if it would not otherwise: with a palette
  // padded with black if pixels might exceed it; with an end; without a transparent colour if there
  // is an alpha channel. Otherwise empty.
  std::vector<std::uint8_t> rewritten;
};

// Checks all chunks. Throws Error(kInvalidImage) if a relevant one is damaged, or if picture data
// is missing or insufficient.
CheckedPng CheckPng(std::span<const std::uint8_t> file);

}  // namespace residua
