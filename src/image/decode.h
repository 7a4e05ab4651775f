// Decodes photos to upright pixels.
//
//   JPEG, PNG, GIF, BMP or (natively) WebP file  ->  PixelRows, H x W x 3, uint8

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "image/decode_limits.h"
#include "image/geometry.h"
#include "image/image_info.h"
#include "image/pixel_rows.h"

namespace residua {

// Reads format, size and orientation from the headers only; decodes and allocates nothing. Throws
// Error(kInvalidImage) if it is not an image or its header is damaged, Error(kUnsupportedImage),
// with the name of the format, if the format is unsupported.
ImageInfo ReadImageInfo(std::span<const std::uint8_t> file);

// Returns the part of an upright image of this size that will be read. Must not throw.
using PartOf = std::function<PixelRect(PixelSize)>;

// Decodes the first frame. The format is determined from the content. Transparent images are shown
// on white, grey and CMYK become RGB, 16-bit samples are truncated to 8, and the EXIF orientation
// is applied.
//
// Works row by row where the format allows it: for a JPEG only its planes are held, which for the
// usual 4:2:0 take 1.5 bytes per pixel. If it is known which part will be read, the other pixels
// are unspecified, which saves time.
//
// Throws as ReadImageInfo does; Error(kImageTooLarge) beyond the limits; Error(kInvalidImage) if
// the file is damaged or truncated; Error(kOutOfMemory). Truncated files are rejected as by Pillow.
// Damage in a JPEG's data that still decodes cannot be detected. Time and memory are bounded by the
// file's size and the limits.
std::unique_ptr<PixelRows> OpenRows(std::span<const std::uint8_t> file,
                                    const DecodeLimits& limits = {}, const PartOf& part_of = {});

}  // namespace residua
