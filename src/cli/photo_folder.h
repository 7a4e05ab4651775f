// A folder of photos with a sub-folder for each class.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace residua::cli {

struct FolderPhoto {
  std::string path;
  std::size_t label = 0;  // in PhotoFolder::classes
};

struct PhotoFolder {
  std::vector<std::string> classes;  // names of the sub-folders, in order
  std::vector<FolderPhoto> photos;   // class after class, in the order of their names
};

// All files below a sub-folder are its photos, but for those whose names begin with a dot.
// Sub-folders without any are left out. Throws Error(kInvalidOption) if `path` is no folder, or has
// no sub-folders with files.
PhotoFolder ReadPhotoFolder(const std::string& path);

}  // namespace residua::cli
