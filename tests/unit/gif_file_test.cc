#include "image/gif_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>

#include "support/error_of.h"
#include "support/image_files.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

Error CheckError(const Bytes& file) {
  return ErrorOf([&] { CheckGif(file, ReadGifInfo(file)); });
}

}  // namespace

TEST_CASE("ReadGifInfo reads the size of the screen and of what reaches beyond it", "[image]") {
  CHECK(ReadGifInfo(Gif()) ==
        ImageInfo{.format = ImageFormat::kGif, .width = 2, .height = 2, .orientation = 1});
  const ImageInfo beyond = ReadGifInfo(Gif({.screen = {10, 3}, .frame = {4, 5, 2, 2}}));
  CHECK(beyond.width == 10);
  CHECK(beyond.height == 7);
}

TEST_CASE("ReadGifInfo refuses a GIF without a picture", "[image]") {
  CHECK(ErrorOf([] { ReadGifInfo(Gif({.frame = {0, 0, 0, 2}})); }).code() ==
        ErrorCode::kInvalidImage);
  Bytes ends_at_once = Gif();
  ends_at_once[6 + 7 + 12] = 0x3B;  // the trailer where the frame began
  CHECK_THAT(ErrorOf([&] { ReadGifInfo(ends_at_once); }).what(), ContainsSubstring("no picture"));
  Bytes unknown = Gif();
  unknown[6 + 7 + 12] = 0x42;
  CHECK_THROWS_AS(ReadGifInfo(unknown), Error);
}

TEST_CASE("CheckGif leaves files alone that stb_image reads right", "[image]") {
  const Bytes file = Gif({.transparent = 1});
  CHECK(CheckGif(file, ReadGifInfo(file)).empty());
}

TEST_CASE("CheckGif refuses a file that is cut off in its first frame", "[image]") {
  const Bytes whole = Gif();
  CHECK_NOTHROW(CheckGif(whole, ReadGifInfo(whole)));
  // The last byte is the trailer after the frame, which may be missing.
  CHECK_NOTHROW(CheckGif(std::span(whole).first(whole.size() - 1), ReadGifInfo(whole)));
  for (std::size_t length = 6; length < whole.size() - 1; ++length) {
    const auto cut = std::span(whole).first(length);
    const Error error = ErrorOf([&] { CheckGif(cut, ReadGifInfo(cut)); });
    CHECK(error.code() == ErrorCode::kInvalidImage);
  }
}

TEST_CASE("CheckGif counts the pixels that the codes stand for", "[image]") {
  SECTION("too few") {
    CHECK_THAT(CheckError(Gif({.indices = {0, 1, 2}})).what(), ContainsSubstring("too little"));
  }
  SECTION("a few too many are allowed") {
    const Bytes file = Gif({.indices = {0, 1, 2, 3, 0, 1, 2}});
    CHECK(CheckGif(file, ReadGifInfo(file)).empty());
  }
  SECTION("a bomb of long codes is not") {
    CHECK_THAT(CheckError(Gif({.indices = Bytes(100'000, 1)})).what(),
               ContainsSubstring("far more"));
  }
  SECTION("many pixels through a full code table") {
    GifOptions options{.screen = {300, 300}, .frame = {0, 0, 300, 300}, .indices = {}};
    std::uint32_t random = 1;  // irregular, so that the codes stay short and many
    for (int i = 0; i < 300 * 300; ++i) {
      random = random * 1664525 + 1013904223;
      options.indices.push_back(static_cast<std::uint8_t>(random >> 30));
    }
    const Bytes file = Gif(options);
    CHECK(CheckGif(file, ReadGifInfo(file)).empty());
    options.indices.pop_back();
    CHECK_THROWS_AS(CheckGif(Gif(options), ReadGifInfo(file)), Error);
    // The table is full after 4096 codes; the standard lets an encoder go on with it as it is.
    options.indices.push_back(0);
    options.clears_when_full = false;
    const Error error = CheckError(Gif(options));
    CHECK(error.code() == ErrorCode::kUnsupportedImage);
    CHECK_THAT(error.what(), ContainsSubstring("never cleared"));
  }
}

TEST_CASE("CheckGif refuses codes that are not defined yet", "[image]") {
  Bytes file = Gif();
  // After header, screen, palette, descriptor and code size: a block of codes, three bits each at
  // first.
  const std::size_t codes = 6 + 7 + 12 + 10 + 1 + 1;
  file[codes] = 0x04 | 7 << 3;  // clear, then 7
  CHECK_THAT(CheckError(file).what(), ContainsSubstring("before defining"));
  Bytes size = Gif();
  size[codes - 2] = 9;
  CHECK_THROWS_AS(CheckGif(size, ReadGifInfo(size)), Error);
}

}  // namespace residua::testing
