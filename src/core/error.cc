#include "core/error.h"

namespace residua {

const char* ToString(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kInvalidImage:
      return "invalid-image";
    case ErrorCode::kUnsupportedImage:
      return "unsupported-image";
    case ErrorCode::kImageTooLarge:
      return "image-too-large";
    case ErrorCode::kInvalidCheckpoint:
      return "invalid-checkpoint";
    case ErrorCode::kUnsupportedCheckpoint:
      return "unsupported-checkpoint";
    case ErrorCode::kInvalidOption:
      return "invalid-option";
    case ErrorCode::kOutOfMemory:
      return "out-of-memory";
    case ErrorCode::kNoAnswer:
      return "no-answer";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

}  // namespace residua
