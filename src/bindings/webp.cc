// The WebAssembly that decodes WebP in Node: one function from a file to pixels. It is instantiated
// without Emscripten's JavaScript, once per file; web/src/node-webp.js is its only user.

#include <emscripten/emscripten.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "image/decode_limits.h"
#include "image/exif_orientation.h"
#include "image/webp_file.h"

using residua::Error;
using residua::ErrorCode;
using residua::ImageInfo;
using residua::RgbImage;

namespace {

// The location of the answer, for JavaScript: 32-bit numbers.
struct Answer {
  const std::uint8_t* pixels;  // height * width * 4 bytes, R G B A, upright and opaque
  int width;
  int height;
  const char* code;  // null unless decoding failed
  std::size_t code_size;
  const char* message;
  std::size_t message_size;
};

struct Failure {
  std::string code;
  std::string message;
};

std::vector<std::uint8_t> ToRgba(const RgbImage& image) {
  std::vector<std::uint8_t> rgba(image.pixels.size() / 3 * 4, 255);
  const std::uint8_t* from = image.pixels.data();
  for (std::size_t to = 0; to < rgba.size(); to += 4, from += 3) {
    rgba[to] = from[0];
    rgba[to + 1] = from[1];
    rgba[to + 2] = from[2];
  }
  return rgba;
}

Answer Decoded(std::span<const std::uint8_t> file, std::int64_t max_pixels) {
  static std::vector<std::uint8_t> rgba;
  const ImageInfo info = residua::ReadWebpInfo(file);
  residua::RequireWithin({.max_pixels = max_pixels}, info);
  try {
    const RgbImage upright = ApplyOrientation(residua::DecodeWebp(file, info), info.orientation);
    rgba = ToRgba(upright);
    return {.pixels = rgba.data(), .width = upright.width, .height = upright.height};
  } catch (const std::bad_alloc&) {
    throw TooLittleMemory(info);
  }
}

Answer Failed(ErrorCode code, const std::string& message) {
  static Failure failure;
  failure = {ToString(code), message};
  return {.code = failure.code.data(),
          .code_size = failure.code.size(),
          .message = failure.message.data(),
          .message_size = failure.message.size()};
}

}  // namespace

extern "C" {

// Memory for a file; null if it cannot be allocated.
EMSCRIPTEN_KEEPALIVE std::uint8_t* Reserve(std::size_t size) {
  return new (std::nothrow) std::uint8_t[size];
}

EMSCRIPTEN_KEEPALIVE const Answer* Decode(const std::uint8_t* file, std::size_t size,
                                          double max_pixels) {
  static Answer answer;
  try {
    answer = Decoded({file, size}, static_cast<std::int64_t>(max_pixels));
  } catch (const Error& error) {
    answer = Failed(error.code(), error.what());
  } catch (const std::exception& error) {
    answer = Failed(ErrorCode::kInternal, error.what());
  }
  return &answer;
}

}  // extern "C"
