// The one exception type that this library throws, and its error codes.
//
// The same codes reach C++ callers, the command line's JSON and JavaScript (`ResiduaError.code`).

#pragma once

#include <stdexcept>
#include <string>

namespace residua {

enum class ErrorCode {
  kInvalidImage,           // the bytes are not an image, or the image is damaged
  kUnsupportedImage,       // an image of an unsupported kind
  kImageTooLarge,          // more pixels than the limit
  kInvalidCheckpoint,      // the file is damaged
  kUnsupportedCheckpoint,  // an intact file that does not hold a supported ResNet
  kInvalidOption,          // an invalid argument
  kOutOfMemory,            // an allocation failed
  kNoAnswer,               // the network gives no answer: it has no classes, or returns NaN
  kInternal,               // a bug in Residua, including failed XNNPACK calls; must stay last
};

// The code as users see it: "invalid-image", "out-of-memory", ...
const char* ToString(ErrorCode code) noexcept;

// `message` is one or two complete sentences for users, which end in a full stop: what is wrong,
// with names and numbers, and what to do.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace residua
