// Decodes a JPEG up to its planes, as libjpeg-turbo does: to the last bit, also where the file is
// damaged but libjpeg goes on.

#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "image/geometry.h"
#include "image/image_info.h"
#include "image/jpeg_planes.h"

namespace residua {

// Reads size and orientation, which stand before the first scan. Allocates nothing. Throws
// Error(kUnsupportedImage) for lossless, hierarchical and 12-bit JPEG and other than 1, 3 or 4
// components; Error(kInvalidImage) if it is damaged or has no picture.
ImageInfo ReadJpegInfo(std::span<const std::uint8_t> file);

// Takes the memory of the planes and, for a file of several scans, that of its coefficients
// instead, which is twice as much. Throws as ReadJpegInfo does, and Error(kInvalidImage) if data
// are missing or, of a file of several scans, the end marker (as in Pillow), if a table is missing,
// the scans are so many that decoding them would take unreasonably long, or the file is far too
// short for its size; std::bad_alloc.
//
// The planes come transposed if that is asked for, for a photo that is to be turned.
// Of `part`, a rectangle of the planes' picture as it comes, all samples are made, elsewhere those
// that come along; errors are those of the whole file.
JpegPlanes DecodeJpeg(std::span<const std::uint8_t> file, bool transposed = false,
                      const std::optional<PixelRect>& part = {});

}  // namespace residua
