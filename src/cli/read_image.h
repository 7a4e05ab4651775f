// Reads image files for the native program.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace residua::cli {

// The whole file. Of one that is no image by its first bytes nothing more is read, however large it
// is. Throws what RecognizeFormat throws, Error(kInvalidImage) if it is a folder or cannot be read,
// Error(kImageTooLarge) for more than 2 GB, Error(kOutOfMemory).
std::vector<std::uint8_t> ReadImage(const std::string& path);

}  // namespace residua::cli
