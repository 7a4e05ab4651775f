#include "image/image_info.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using residua::ErrorCode;
using residua::ImageFormat;

TEST_CASE("Errors of decoders name the format and read as sentences", "[image]") {
  const residua::Error damaged = residua::DamagedImage(ImageFormat::kPng, "its end is missing");
  CHECK(damaged.code() == ErrorCode::kInvalidImage);
  CHECK(std::string(damaged.what()) == "The PNG is damaged: its end is missing.");
  const residua::Error unsupported = residua::UnsupportedKind(ImageFormat::kJpeg, "it is lossless");
  CHECK(unsupported.code() == ErrorCode::kUnsupportedImage);
  CHECK(std::string(unsupported.what()) == "This kind of JPEG is not read: it is lossless.");
  CHECK(std::string(ToString(ImageFormat::kGif)) == "GIF");
  CHECK(std::string(ToString(ImageFormat::kBmp)) == "BMP");
  CHECK(std::string(ToString(ImageFormat::kWebp)) == "WebP");
}
