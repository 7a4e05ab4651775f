#include "cli/photo_folder.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::cli {
namespace {

namespace fs = std::filesystem;

// A folder of empty files, for as long as it lives.
class Folder {
 public:
  explicit Folder(const std::vector<std::string>& files) {
    std::string name = (fs::temp_directory_path() / "residua-XXXXXX").string();
    path_ = mkdtemp(name.data());
    for (const std::string& file : files) {
      fs::create_directories((path_ / file).parent_path());
      std::ofstream(path_ / file).put('x');
    }
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("Sub-folders are classes, and all files below them their photos", "[cli]") {
  const Folder folder({"dogs/2.jpg", "dogs/1.jpg", "cats/of a friend/3.jpg", "cats/.DS_Store",
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
  const Folder folder({"1.jpg", ".hidden/2.jpg"});
  for (const std::string& path : {folder.path(), folder.path() + "/absent"}) {
    const Error error = testing::ErrorOf([&] { ReadPhotoFolder(path); });
    CHECK(error.code() == ErrorCode::kInvalidOption);
    CHECK_THAT(error.what(), ContainsSubstring("\"" + path + "\""));
  }
}

}  // namespace residua::cli
