#include "cli/builtin_model.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <fstream>

#include "support/error_of.h"

using Catch::Matchers::ContainsSubstring;
using std::filesystem::path;

namespace residua::cli {

TEST_CASE(
    "The built-in model is looked for beside the program, then where it is installed, then in "
    "the source tree",
    "[cli]") {
  CHECK(BuiltinModelPlaces("/opt/residua/bin/residua") ==
        std::vector<path>{"/opt/residua/bin/builtin.safetensors",
                          "/opt/residua/share/residua/builtin.safetensors",
                          RESIDUA_SOURCE_DIR "/weights/builtin.safetensors"});
}

TEST_CASE("The running program knows where it is", "[cli]") {
  CHECK(std::filesystem::exists(ProgramPath("residua")));
}

TEST_CASE("The first place with a model is taken, and without one all are named", "[cli]") {
  const path folder = std::filesystem::temp_directory_path() / "residua-builtin-test";
  std::filesystem::create_directories(folder);
  const path there = folder / "there.safetensors";
  std::ofstream(there) << "weights";
  CHECK(FirstPresent({folder / "absent", there, folder}) == there.string());
  const Error error = testing::ErrorOf([&] { FirstPresent({folder / "absent", folder / "gone"}); });
  CHECK(error.code() == ErrorCode::kInvalidCheckpoint);
  CHECK_THAT(error.what(), ContainsSubstring((folder / "absent").string()));
  CHECK_THAT(error.what(), ContainsSubstring((folder / "gone").string()));
  CHECK_THAT(error.what(), ContainsSubstring("--model"));
  std::filesystem::remove_all(folder);
}

}  // namespace residua::cli
