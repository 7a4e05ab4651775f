// The network that the native program has when none is named: a file that lies near it.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace residua::cli {

// What --model calls it.
inline constexpr const char* kBuiltinModel = "builtin";

// The program that runs: as the system says where it does, otherwise as it was called (`argv0`).
std::filesystem::path ProgramPath(const char* argv0);

// Where the file may be, in this order: beside the program, where `cmake --install` puts it, and in
// the source tree that the program was built from.
std::vector<std::filesystem::path> BuiltinModelPlaces(const std::filesystem::path& program);

// The first of them that is there. Throws Error(kInvalidCheckpoint), naming all, if none is.
std::string FirstPresent(const std::vector<std::filesystem::path>& places);

}  // namespace residua::cli
