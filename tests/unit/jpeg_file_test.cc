#include "image/jpeg_file.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>

#include "support/error_of.h"
#include "support/image_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::CheckJpeg;
using residua::ErrorCode;
using residua::ImageFormat;
using residua::ImageInfo;
using residua::InspectJpeg;
using residua::testing::Bytes;
using residua::testing::ErrorOf;
using residua::testing::Jpeg;
using residua::testing::JpegOptions;
using residua::testing::Tiff;

namespace {

residua::Error InspectError(const JpegOptions& options) {
  return ErrorOf([&] { InspectJpeg(Jpeg(options)); });
}

}  // namespace

TEST_CASE("InspectJpeg reads size and orientation", "[image]") {
  CHECK(InspectJpeg(Jpeg({.width = 300, .height = 7})) ==
        ImageInfo{.format = ImageFormat::kJpeg, .width = 300, .height = 7, .orientation = 1});
  CHECK(InspectJpeg(Jpeg({.exif = Tiff(6)})).orientation == 6);
  CHECK(InspectJpeg(Jpeg({.exif = Tiff(0)})).orientation == 1);
  CHECK(InspectJpeg(Jpeg({.exif = Bytes{}})).orientation == 1);
}

TEST_CASE("InspectJpeg names the kinds of JPEG that are not read", "[image]") {
  const auto expect = [](const JpegOptions& options, const std::string& words) {
    INFO(words);
    const residua::Error error = InspectError(options);
    CHECK(error.code() == ErrorCode::kUnsupportedImage);
    CHECK_THAT(error.what(), ContainsSubstring(words));
  };
  expect({.precision = 12}, "12 bits");
  expect({.frame_marker = 0xC9}, "arithmetic");
  expect({.frame_marker = 0xCA}, "arithmetic");
  expect({.frame_marker = 0xC3}, "lossless");
  expect({.frame_marker = 0xC5}, "hierarchical");
  expect({.frame_marker = 0xF7}, "JPEG-LS");
  expect({.height = 0}, "height");
  expect({.values = {1, 2}}, "2 colour components");
  expect({.values = {1, 2, 3, 4}}, "Adobe");
  expect({.values = {1, 2, 3, 4}, .adobe_transform = 1}, "Adobe");
}

TEST_CASE("InspectJpeg refuses a file without a sound frame header", "[image]") {
  CHECK(InspectError({.width = 0}).code() == ErrorCode::kInvalidImage);
  const Bytes whole = Jpeg();
  // The frame header is complete after the start, the quantiser and 2 + 2 + 9 bytes of its own.
  const std::size_t header_end = 2 + (2 + 2 + 65) + (2 + 2 + 9);
  for (std::size_t length = 3; length < header_end; ++length) {
    const auto cut = std::span(whole).first(length);
    CHECK(ErrorOf([&] { InspectJpeg(cut); }).code() == ErrorCode::kInvalidImage);
  }
  CHECK(InspectJpeg(std::span(whole).first(header_end)).width == 8);
  const Bytes no_frame = {0xFF, 0xD8, 0xFF, 0xD9};
  CHECK_THAT(ErrorOf([&] { InspectJpeg(no_frame); }).what(), ContainsSubstring("no frame header"));
  const Bytes short_segment = {0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0, 0};
  CHECK_THAT(ErrorOf([&] { InspectJpeg(short_segment); }).what(), ContainsSubstring("length"));
}

TEST_CASE("CheckJpeg wants the end marker, as Pillow does", "[image]") {
  const Bytes whole = Jpeg({.width = 40, .height = 40});
  const ImageInfo info = InspectJpeg(whole);
  CHECK_NOTHROW(CheckJpeg(whole, info));
  for (std::size_t missing = 1; missing < 60; ++missing) {
    const auto cut = std::span(whole).first(whole.size() - missing);
    const residua::Error error = ErrorOf([&] { CheckJpeg(cut, info); });
    CHECK(error.code() == ErrorCode::kInvalidImage);
    CHECK_THAT(error.what(), ContainsSubstring("cut off"));
  }
  Bytes followed = whole;
  followed.insert(followed.end(), 1000, 0xFF);
  CHECK_NOTHROW(CheckJpeg(followed, info));
}

TEST_CASE("CheckJpeg refuses a file that would take long to decode", "[image]") {
  const Bytes tiny = Jpeg();
  const ImageInfo claims_much{.width = 10'000, .height = 9'000};
  CHECK_THAT(ErrorOf([&] { CheckJpeg(tiny, claims_much); }).what(),
             ContainsSubstring("too few bytes"));

  Bytes scans = {0xFF, 0xD8};
  for (int i = 0; i < 101; ++i) {
    const Bytes scan = {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0x3F, 0};
    scans.insert(scans.end(), scan.begin(), scan.end());
  }
  residua::testing::AppendBig(scans, 0xFFD9, 2);
  CHECK_THAT(ErrorOf([&] { CheckJpeg(scans, {.width = 8, .height = 8}); }).what(),
             ContainsSubstring("100 scans"));
  const Bytes none = {0xFF, 0xD8, 0xFF, 0xD9};
  CHECK_THAT(ErrorOf([&] { CheckJpeg(none, {.width = 8, .height = 8}); }).what(),
             ContainsSubstring("no picture data"));
}
