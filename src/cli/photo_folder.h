// A folder of photos with a sub-folder for each class.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace residua::cli {

struct FolderPhoto {
  std::string path;
  std::size_t label = 0;  // index into PhotoFolder::classes
};

struct PhotoFolder {
  std::vector<std::string> classes;  // names of the sub-folders, in order
  std::vector<FolderPhoto> photos;   // by class, then by name
};

// All files below a sub-folder are its photos, except those whose names start with a dot.
// Sub-folders without files are ignored. Throws Error(kInvalidOption) if `path` is not a folder, or
// has no sub-folders with files.
PhotoFolder ReadPhotoFolder(const std::string& path);

}  // namespace residua::cli
