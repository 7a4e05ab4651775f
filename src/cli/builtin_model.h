// Locates the default network of the native program.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace residua::cli {

// Its name for --model.
inline constexpr const char* kBuiltinModel = "builtin";

// The path of the running program: from the operating system if possible, otherwise as it was
// called (`argv0`).
std::filesystem::path ProgramPath(const char* argv0);

// Candidate paths, in order of preference: beside the program, where `cmake --install` puts the
// file, and in the source tree that the program was built from.
std::vector<std::filesystem::path> BuiltinModelPlaces(const std::filesystem::path& program);

// The first candidate that exists. Throws Error(kInvalidCheckpoint), naming all of them, if none
// does.
std::string FirstPresent(const std::vector<std::filesystem::path>& places);

}  // namespace residua::cli
