// Reads and checks the structure of a JPEG file (ITU-T T.81, annex B): what stb_image does not say
// or does not check. No pixel is decoded and nothing is allocated here.

#pragma once

#include <cstdint>
#include <span>

#include "image/image_info.h"

namespace residua {

// Reads up to the frame header. Throws Error(kUnsupportedImage) for arithmetic-coded, lossless,
// hierarchical and 12-bit JPEG and for colours that are not grey, RGB, YCbCr, Adobe's CMYK or YCCK;
// Error(kInvalidImage) if it is damaged.
ImageInfo InspectJpeg(std::span<const std::uint8_t> file);

// Walks over all segments and scans to the end marker. Throws Error(kInvalidImage) if the file ends
// before it (as Pillow does), has no scan, too little data for its size, or so many scans that
// decoding them would take unreasonably long.
void CheckJpeg(std::span<const std::uint8_t> file, const ImageInfo& info);

}  // namespace residua
