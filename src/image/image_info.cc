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
    case ImageFormat::kWebp:
      return "WebP";
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

Error TooLittleMemory(const ImageInfo& info) {
  return Error(ErrorCode::kOutOfMemory,
               "There is not enough memory to decode the image, which has " +
                   std::to_string(info.width) + " x " + std::to_string(info.height) + " pixels.");
}

}  // namespace residua
