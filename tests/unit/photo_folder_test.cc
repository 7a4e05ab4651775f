#include "cli/photo_folder.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>
#include <vector>

#include "support/error_of.h"
#include "support/temporary_folder.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::cli {
namespace {

// Small files of these names.
void Fill(const testing::TemporaryFolder& folder, const std::vector<std::string>& files) {
  for (const std::string& file : files) folder.Write(file, {'x'});
}

}  // namespace

TEST_CASE("Sub-folders are classes, and all files below them their photos", "[cli]") {
  const testing::TemporaryFolder folder;
  Fill(folder, {"dogs/2.jpg", "dogs/1.jpg", "cats/of a friend/3.jpg", "cats/.DS_Store",
                ".git/config", "notes.txt", "empty/.keep"});
  const PhotoFolder read = ReadPhotoFolder(folder.path());
  CHECK(read.classes == std::vector<std::string>{"cats", "dogs"});
  REQUIRE(read.photos.size() == 3);
  CHECK(read.photos[0].path == folder.path() + "/cats/of a friend/3.jpg");
  CHECK(read.photos[0].label == 0);
  CHECK(read.photos[1].path == folder.path() + "/dogs/1.jpg");
  CHECK(read.photos[1].label == 1);
  CHECK(read.photos[2].path == folder.path() + "/dogs/2.jpg");
}

TEST_CASE("What is no folder of classes is refused by name", "[cli]") {
  const testing::TemporaryFolder folder;
  Fill(folder, {"1.jpg", ".hidden/2.jpg"});
  for (const std::string& path : {folder.path(), folder.path() + "/absent"}) {
    const Error error = testing::ErrorOf([&] { ReadPhotoFolder(path); });
    CHECK(error.code() == ErrorCode::kInvalidOption);
    CHECK_THAT(error.what(), ContainsSubstring("\"" + path + "\""));
  }
}

}  // namespace residua::cli
