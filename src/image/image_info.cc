#include "image/image_info.h"

namespace residua {

const char* ToString(ImageFormat format) noexcept {
  switch (format) {
    case ImageFormat::kJpeg:
      return "JPEG";
    case ImageFormat::kPng:
      return "PNG";
    case ImageFormat::kGif:
      return "GIF";
    case ImageFormat::kBmp:
      return "BMP";
  }
  return "image";
}

Error DamagedImage(ImageFormat format, const std::string& what) {
  return Error(ErrorCode::kInvalidImage,
               std::string("The ") + ToString(format) + " is damaged: " + what + ".");
}

Error UnsupportedKind(ImageFormat format, const std::string& what) {
  return Error(ErrorCode::kUnsupportedImage,
               std::string("This kind of ") + ToString(format) + " is not read: " + what + ".");
}

}  // namespace residua
