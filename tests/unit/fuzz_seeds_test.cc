#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <string>

#include "fuzz/targets.h"
#include "support/shared_data.h"

using residua::testing::FuzzTarget;
using residua::testing::FuzzTargets;
using residua::testing::ReadBytes;

// A finding ends the program: what is checked here is that none does, and that the seeds are of
// use.
TEST_CASE("What fuzzing starts from, and what it once found, is read or refused", "[fuzz]") {
  for (const FuzzTarget& target : FuzzTargets()) {
    std::size_t seeds = 0;
    const std::string folder = RESIDUA_SOURCE_DIR "/tests/fuzz/seeds/" + std::string(target.name);
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      INFO(entry.path().string());
      CHECK(target.run(ReadBytes(entry.path().string())));
      ++seeds;
    }
    INFO(target.name);
    CHECK(seeds > 0);
  }
}
