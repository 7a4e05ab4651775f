#include "image/webp_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <sstream>
#include <string>

#include "core/crc32.h"
#include "image/decode.h"
#include "image/exif_orientation.h"
#include "image/image_format.h"
#include "support/error_of.h"
#include "support/hashed_picture.h"
#include "support/image_files.h"
#include "support/shared_data.h"
#include "support/whole_image.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

Bytes Golden(const std::string& name) {
  return ReadBytes(std::string(RESIDUA_SOURCE_DIR) + "/tests/golden/webp/" + name);
}

RgbImage Upright(std::span<const std::uint8_t> file) {
  const ImageInfo info = ReadWebpInfo(file);
  return ApplyOrientation(DecodeWebp(file, info), info.orientation);
}

// The size that a RIFF container says of itself, which lies behind its name.
void SetSize(Bytes& file, std::size_t bytes) {
  for (std::size_t i = 0; i < 4; ++i) file[4 + i] = static_cast<std::uint8_t>(bytes >> (8 * i));
}

constexpr const char* kKinds[] = {"lossy-33x17.webp",          "lossless-33x17.webp",
                                  "alpha-33x17.webp",          "lossless-alpha-33x17.webp",
                                  "animation-part-alpha.webp", "turned-6.webp"};

}  // namespace

TEST_CASE("WebPs of every kind become Pillow's pixels, byte for byte", "[image]") {
  int checked = 0;
  for (std::istringstream& line : GoldenLines("webp/pixels.txt")) {
    std::string name;
    int width = 0;
    int height = 0;
    std::uint32_t crc = 0;
    line >> name >> width >> height >> std::hex >> crc;
    REQUIRE(line);
    INFO(name);
    const RgbImage image = Upright(Golden(name));
    CHECK(image.width == width);
    CHECK(image.height == height);
    CHECK(Crc32(image.pixels) == crc);
    ++checked;
  }
  CHECK(checked >= 50);
}

TEST_CASE("ReadWebpInfo reads size and orientation", "[image]") {
  CHECK(ReadWebpInfo(Golden("lossy-33x17.webp")) ==
        ImageInfo{.format = ImageFormat::kWebp, .width = 33, .height = 17, .orientation = 1});
  CHECK(ReadWebpInfo(Golden("turned-7.webp")) ==
        ImageInfo{.format = ImageFormat::kWebp, .width = 24, .height = 16, .orientation = 7});
  CHECK(ReadWebpInfo(Golden("turned-jpeg-mark.webp")).orientation == 6);
  CHECK(ReadWebpInfo(Golden("turned-9.webp")).orientation == 1);
}

TEST_CASE("A WebP that is cut off at any byte is refused", "[image]") {
  for (const char* name : kKinds) {
    INFO(name);
    const Bytes whole = Golden(name);
    for (std::size_t length = 12; length < whole.size(); ++length) {
      INFO(length);
      const Error error = ErrorOf([&] { ReadWebpInfo(std::span(whole).first(length)); });
      CHECK(error.code() == ErrorCode::kInvalidImage);
      CHECK_THAT(error.what(), ContainsSubstring("cut off"));
    }
  }
}

// As a file that was shortened and then packed into a container again.
TEST_CASE("A WebP whose container agrees to be cut off gives one error or a picture", "[image]") {
  for (const char* name : kKinds) {
    INFO(name);
    const Bytes whole = Golden(name);
    for (std::size_t length = 12; length < whole.size() - 1; ++length) {
      Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      SetSize(cut, length - 8);
      try {
        const ImageInfo info = ReadWebpInfo(cut);
        const RgbImage image = DecodeWebp(cut, info);
        CHECK(image.pixels.size() == static_cast<std::size_t>(info.width) * info.height * 3);
      } catch (const Error& error) {
        CHECK(error.code() == ErrorCode::kInvalidImage);
        CHECK_THAT(error.what(), ContainsSubstring("The WebP is damaged: "));
      }
    }
  }
}

TEST_CASE("A WebP with inconsistent picture data is damaged", "[image]") {
  Bytes lossy = Golden("lossy-33x17.webp");
  // The first partition of the picture claims more bytes than there are.
  lossy[20] |= 0xE0;
  lossy[21] = lossy[22] = 0xFF;
  CHECK_THAT(ErrorOf([&] { Upright(lossy); }).what(), ContainsSubstring("The WebP is damaged"));
  Bytes lossless = Golden("noise-lossless.webp");
  for (std::size_t i = 25; i < lossless.size(); ++i) lossless[i] = 0xFF;
  CHECK_THAT(ErrorOf([&] { Upright(lossless); }).what(), ContainsSubstring("The WebP is damaged"));
}

TEST_CASE("Decode reads WebP natively, within its limits", "[image]") {
  const Bytes file = Golden("turned-6.webp");
  if constexpr (residua::kReadsWebp) {
    CHECK(ReadImageInfo(file) == ReadWebpInfo(file));
    CHECK(Decode(file).pixels == Upright(file).pixels);
    CHECK(ErrorOf([&] { Decode(file, {.max_pixels = 24 * 16 - 1}); }).code() ==
          ErrorCode::kImageTooLarge);
    // The canvas of an animation, which its header alone sets, before anything is allocated.
    Bytes huge = Golden("animation.webp");
    for (const std::size_t at : {24, 25, 27}) huge[at] = 0xFF;
    huge[28] = 0x7F;
    const Error error = ErrorOf([&] { Decode(huge); });
    CHECK(error.code() == ErrorCode::kImageTooLarge);
    CHECK_THAT(error.what(), ContainsSubstring("65536 x 32768 pixels"));
  } else {
    CHECK(ErrorOf([&] { Decode(file); }).code() == ErrorCode::kUnsupportedImage);
  }
}

}  // namespace residua::testing
