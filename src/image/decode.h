// From the bytes of a photo to its pixels, the right way up.
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

// Reads the format, size and orientation from the headers alone; decodes and allocates nothing.
// Throws Error(kInvalidImage) if this is no image or its header is damaged,
// Error(kUnsupportedImage), naming the kind, if it is one that is not read.
ImageInfo ReadImageInfo(std::span<const std::uint8_t> file);

// What of an upright picture of this size will be asked for. Must not throw.
using PartOf = std::function<PixelRect(PixelSize)>;

// Decodes the first frame. The format is known by content. Transparency is seen on white, grey and
// CMYK become RGB, 16 bits per sample are cut to 8, and the EXIF orientation is applied.
//
// It goes row by row where the format allows it: of a JPEG no more than its planes is held, which
// for the usual 4:2:0 take 1.5 bytes a pixel. Where it is known what will be asked for, the other
// pixels may be anything, which saves time.
//
// Throws as ReadImageInfo does; Error(kImageTooLarge) beyond the limits; Error(kInvalidImage) if
// the file is damaged or cut off; Error(kOutOfMemory). Cut-off files are refused as Pillow refuses
// them. Damage inside a JPEG's data that still decodes to something cannot be told from a picture.
// Time and memory are bounded by the file's size and the limits.
std::unique_ptr<PixelRows> OpenRows(std::span<const std::uint8_t> file,
                                    const DecodeLimits& limits = {}, const PartOf& part_of = {});

}  // namespace residua
