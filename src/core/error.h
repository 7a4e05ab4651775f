// The one exception that leaves this library, and the one list of reasons for it.
//
// The same codes reach C++ callers, the command line's JSON and JavaScript (`ResiduaError.code`).

#pragma once

#include <stdexcept>
#include <string>

namespace residua {

enum class ErrorCode {
  kInvalidImage,           // the bytes are no image, or a damaged one
  kUnsupportedImage,       // an image, of a kind that is not read
  kImageTooLarge,          // more pixels than the limit
  kInvalidCheckpoint,      // the file is damaged
  kUnsupportedCheckpoint,  // a sound file that holds something else than a supported ResNet
  kInvalidOption,          // an argument out of range
  kOutOfMemory,            // an allocation failed
  kNoAnswer,               // the network computes no answer: it has no classes, or gives NaN
  kInternal,               // our own fault, a failing XNNPACK call among them; stays the last one
};

// The code as users see it: "invalid-image", "out-of-memory", ...
const char* ToString(ErrorCode code) noexcept;

// `message` is one or two sentences for people: what is wrong, with names and numbers, and what to
// do.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}

  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace residua
