#include "cli/read_image.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/error_of.h"
#include "support/image_files.h"
#include "support/temporary_folder.h"

using Catch::Matchers::ContainsSubstring;
using residua::cli::ReadImage;

namespace residua::testing {
namespace {}  // namespace

TEST_CASE("ReadImage reads the whole file", "[cli]") {
  const TemporaryFolder folder;
  Bytes bytes = Jpeg();
  CHECK(ReadImage(folder.Write("small.jpg", bytes)) == bytes);
  bytes.resize(3 << 20, 7);
  CHECK(ReadImage(folder.Write("large.jpg", bytes)) == bytes);
}

TEST_CASE("ReadImage tells a folder, and what is not there", "[cli]") {
  const TemporaryFolder folder;
  const Error is_folder = ErrorOf([&] { ReadImage(folder.path()); });
  CHECK(is_folder.code() == ErrorCode::kInvalidImage);
  CHECK_THAT(is_folder.what(), ContainsSubstring("is a folder"));
  CHECK_THAT(ErrorOf([&] { ReadImage(folder.path() + "/none.jpg"); }).what(),
             ContainsSubstring("Cannot open"));
}

TEST_CASE(
    "A file that is no image by its first bytes is refused at once, however large [regression]",
    "[cli]") {
  const TemporaryFolder folder;
  const std::string video =
      folder.Write("film.mp4", {0, 0, 0, 0x18, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm'});
  // 1 TB of nothing: it takes no place on the disk, and would take all memory.
  std::filesystem::resize_file(video, std::uintmax_t{1} << 40);
  const Error error = ErrorOf([&] { ReadImage(video); });
  CHECK(error.code() == ErrorCode::kUnsupportedImage);
  CHECK_THAT(error.what(), ContainsSubstring("video"));
}

TEST_CASE(
    "A file that begins as an image and is too large to be one is refused unread [regression]",
    "[cli]") {
  const TemporaryFolder folder;
  const std::string huge = folder.Write("huge.jpg", {0xFF, 0xD8, 0xFF, 0xE0});
  std::filesystem::resize_file(huge, std::uintmax_t{1} << 40);
  CHECK(ErrorOf([&] { ReadImage(huge); }).code() == ErrorCode::kImageTooLarge);
}

}  // namespace residua::testing
