// Information about an image from its headers.

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
  int orientation = 1;  // EXIF's, 1 to 8; 1 if missing or invalid

  bool operator==(const ImageInfo&) const = default;
};

// The errors of all decoders, in the same form: "The PNG is damaged: its end is missing."
Error DamagedImage(ImageFormat format, const std::string& what);
// "This kind of JPEG is not read: it is arithmetic-coded."
Error UnsupportedKind(ImageFormat format, const std::string& what);
// "There is not enough memory to decode the image, which has 4000 x 3000 pixels."
Error TooLittleMemory(const ImageInfo& info);

}  // namespace residua
