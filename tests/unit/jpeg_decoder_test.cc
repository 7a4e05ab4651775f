#include "image/jpeg_decoder.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <string>

#include "support/error_of.h"
#include "support/image_files.h"
#include "support/whole_image.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

Error InfoError(const JpegOptions& options) {
  return ErrorOf([&] { ReadJpegInfo(Jpeg(options)); });
}

// Where the first scan begins.
std::size_t ScanOf(const Bytes& file) {
  const Bytes marker = {0xFF, 0xDA};
  return static_cast<std::size_t>(
      std::search(file.begin(), file.end(), marker.begin(), marker.end()) - file.begin());
}

}  // namespace

TEST_CASE("ReadJpegInfo reads size and orientation", "[image]") {
  CHECK(ReadJpegInfo(Jpeg({.width = 300, .height = 7})) ==
        ImageInfo{.format = ImageFormat::kJpeg, .width = 300, .height = 7, .orientation = 1});
  CHECK(ReadJpegInfo(Jpeg({.exif = Tiff(6)})).orientation == 6);
  CHECK(ReadJpegInfo(Jpeg({.exif = Tiff(0)})).orientation == 1);
  CHECK(ReadJpegInfo(Jpeg({.exif = Bytes{}})).orientation == 1);
}

TEST_CASE("ReadJpegInfo names the kinds of JPEG that are not read", "[image]") {
  const auto expect = [](const JpegOptions& options, const std::string& words) {
    INFO(words);
    const Error error = InfoError(options);
    CHECK(error.code() == ErrorCode::kUnsupportedImage);
    CHECK_THAT(error.what(), ContainsSubstring(words));
  };
  expect({.precision = 12}, "12 bits");
  expect({.frame_marker = 0xC3}, "lossless");
  expect({.frame_marker = 0xCB}, "lossless");
  expect({.frame_marker = 0xC5}, "hierarchical");
  expect({.frame_marker = 0xF7}, "JPEG-LS");
  expect({.height = 0}, "height");
  expect({.values = {1, 2}}, "2 colour components");
}

TEST_CASE("ReadJpegInfo refuses a file without a sound frame header", "[image]") {
  CHECK(InfoError({.width = 0}).code() == ErrorCode::kInvalidImage);
  const Bytes whole = Jpeg();
  const std::size_t scan = ScanOf(whole);
  for (std::size_t length = 3; length < scan + 10; ++length) {
    const auto cut = std::span(whole).first(length);
    CHECK(ErrorOf([&] { ReadJpegInfo(cut); }).code() == ErrorCode::kInvalidImage);
  }
  CHECK(ReadJpegInfo(std::span(whole).first(scan + 10)).width == 8);
  const Bytes no_frame = {0xFF, 0xD8, 0xFF, 0xD9};
  CHECK_THAT(ErrorOf([&] { ReadJpegInfo(no_frame); }).what(), ContainsSubstring("no frame header"));
  const Bytes unknown = {0xFF, 0xD8, 0xFF, 0xF0, 0, 2, 0xFF, 0xD9};
  CHECK_THAT(ErrorOf([&] { ReadJpegInfo(unknown); }).what(), ContainsSubstring("unknown segment"));
}

TEST_CASE("An EXIF orientation behind the frame header counts [regression]", "[image]") {
  Bytes file = Jpeg({.width = 16, .height = 8});
  const Bytes marked = Jpeg({.width = 16, .height = 8, .exif = Tiff(6)});
  const std::size_t length = 2 + 2 + 6 + Tiff(6).size();
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(ScanOf(file)), marked.begin() + 2,
              marked.begin() + 2 + static_cast<std::ptrdiff_t>(length));
  CHECK(ReadJpegInfo(file).orientation == 6);
}

TEST_CASE("A JPEG that lacks data is cut off, one that lacks its end marker is not", "[image]") {
  const Bytes whole = Jpeg({.width = 40, .height = 40});
  for (std::size_t missing = 3; missing < 30; ++missing) {
    const auto cut = std::span(whole).first(whole.size() - missing);
    const Error error = ErrorOf([&] { DecodeJpeg(cut); });
    CHECK(error.code() == ErrorCode::kInvalidImage);
    CHECK_THAT(error.what(), ContainsSubstring("cut off"));
  }
  for (const std::size_t missing : {0u, 1u, 2u}) {
    CHECK_NOTHROW(DecodeJpeg(std::span(whole).first(whole.size() - missing)));
  }
  Bytes followed = whole;
  followed.insert(followed.end(), 1000, 0xFF);
  CHECK_NOTHROW(DecodeJpeg(followed));
}

TEST_CASE("A JPEG without a quantisation table is damaged, not grey [regression]", "[image]") {
  Bytes file = Jpeg({.width = 40, .height = 40});
  // The first segment, which holds the only table.
  file.erase(file.begin() + 2, file.begin() + 2 + 2 + 67);
  CHECK_THAT(ErrorOf([&] { DecodeJpeg(file); }).what(),
             ContainsSubstring("a quantisation table is missing"));
}

TEST_CASE("A component that no scan brings is grey [regression]", "[image]") {
  // Three components, of which the one scan holds only the first.
  Bytes file = Jpeg({.width = 64, .height = 64, .values = {90, 90, 90}});
  file.resize(ScanOf(file));
  const Bytes grey = Jpeg({.width = 64, .height = 64, .values = {90}});
  file.insert(file.end(), grey.begin() + static_cast<std::ptrdiff_t>(ScanOf(grey)), grey.end());
  JpegRows rows(DecodeJpeg(file), 1);
  const RgbImage image = ToImage(rows);
  // Cb and Cr are in the middle of their range, as in Pillow.
  CHECK(std::all_of(image.pixels.begin(), image.pixels.end(),
                    [](std::uint8_t value) { return value == 90; }));
}

TEST_CASE("A JPEG that would take long to decode is refused", "[image]") {
  Bytes file = Jpeg();
  const Bytes size = {0, 8, 0, 8, 1};
  const auto at = std::search(file.begin(), file.end(), size.begin(), size.end());
  std::fill_n(at, 4, std::uint8_t{0x20});
  CHECK_THAT(ErrorOf([&] { DecodeJpeg(file); }).what(), ContainsSubstring("too few bytes"));

  Bytes scans = Jpeg({.frame_marker = 0xC2});
  scans.resize(ScanOf(scans));
  for (int i = 0; i < 101; ++i) {
    const Bytes scan = {0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, 0};
    scans.insert(scans.end(), scan.begin(), scan.end());
  }
  AppendBig(scans, 0xFFD9, 2);
  CHECK_THAT(ErrorOf([&] { DecodeJpeg(scans); }).what(), ContainsSubstring("100 scans"));
  Bytes none = Jpeg();
  none.resize(ScanOf(none));
  AppendBig(none, 0xFFD9, 2);
  CHECK_THAT(ErrorOf([&] { DecodeJpeg(none); }).what(), ContainsSubstring("no picture data"));
}

}  // namespace residua::testing
