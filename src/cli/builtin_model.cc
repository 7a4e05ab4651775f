#include "cli/builtin_model.h"

#include <algorithm>
#include <system_error>

#include "core/error.h"

namespace residua::cli {

using std::filesystem::path;

path ProgramPath(const char* argv0) {
  std::error_code unknown;  // other systems than Linux
  const path running = std::filesystem::read_symlink("/proc/self/exe", unknown);
  return running.empty() ? std::filesystem::absolute(argv0) : running;
}

std::vector<path> BuiltinModelPlaces(const path& program) {
  const path source = RESIDUA_BUILTIN_MODEL;
  const path folder = program.parent_path();
  return {folder / source.filename(),
          folder.parent_path() / "share" / "residua" / source.filename(), source};
}

std::string FirstPresent(const std::vector<path>& places) {
  const auto found = std::ranges::find_if(
      places, [](const path& place) { return std::filesystem::exists(place); });
  if (found != places.end()) return found->string();
  std::string all;
  for (const path& place : places) all += (all.empty() ? "" : ", ") + place.string();
  throw Error(ErrorCode::kInvalidCheckpoint, "The built-in model was not found at " + all +
                                                 ". Put it there, or choose a model with --model.");
}

}  // namespace residua::cli
