// What a file says about its picture before any of it is decoded.

#pragma once

#include <string>

#include "core/error.h"

namespace residua {

enum class ImageFormat { kJpeg, kPng, kGif, kBmp, kWebp };

// "JPEG", "PNG", "GIF", "BMP", "WebP".
const char* ToString(ImageFormat format) noexcept;

struct ImageInfo {
  ImageFormat format = ImageFormat::kJpeg;
  int width = 0;        // pixels, as stored: before `orientation` is applied
  int height = 0;       // pixels
  int orientation = 1;  // EXIF's, 1 to 8; 1 where the file says nothing or nonsense

  bool operator==(const ImageInfo&) const = default;
};

// The errors of all decoders, worded alike: "The PNG is damaged: its end is missing."
Error DamagedImage(ImageFormat format, const std::string& what);
// "This kind of JPEG is not read: it is arithmetic-coded."
Error UnsupportedKind(ImageFormat format, const std::string& what);
// "There is not enough memory to decode the image, which has 4000 x 3000 pixels."
Error TooLittleMemory(const ImageInfo& info);

}  // namespace residua
