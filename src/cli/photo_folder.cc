#include "cli/photo_folder.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/error.h"

namespace residua::cli {
namespace {

namespace fs = std::filesystem;

bool IsHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

void AddFiles(const fs::path& folder, std::vector<std::string>& files) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (IsHidden(entry.path())) continue;
    if (entry.is_directory()) {
      AddFiles(entry.path(), files);
    } else if (entry.is_regular_file()) {
      files.push_back(entry.path().string());
    }
  }
}

}  // namespace

PhotoFolder ReadPhotoFolder(const std::string& path) {
  PhotoFolder folder;
  try {
    std::vector<fs::path> classes;
    for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
      if (entry.is_directory() && !IsHidden(entry.path())) classes.push_back(entry.path());
    }
    std::ranges::sort(classes);
    for (const fs::path& one : classes) {
      std::vector<std::string> files;
      AddFiles(one, files);
      if (files.empty()) continue;
      std::ranges::sort(files);
      for (std::string& file : files) {
        folder.photos.push_back({.path = std::move(file), .label = folder.classes.size()});
      }
      folder.classes.push_back(one.filename().string());
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::kInvalidOption,
                "\"" + path + "\" cannot be read as a folder: " + error.code().message() + ".");
  }
  if (folder.classes.empty()) {
    throw Error(ErrorCode::kInvalidOption,
                "\"" + path +
                    "\" has no sub-folders with photos. Put the photos of each class into a "
                    "sub-folder of its name.");
  }
  return folder;
}

}  // namespace residua::cli
