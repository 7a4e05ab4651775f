// Reads image files for the native program.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace residua::cli {

// Reads the whole file. If its first bytes are not those of an image, nothing more is read,
// whatever its size. Throws what RecognizeFormat throws, Error(kInvalidImage) if it is a folder or
// cannot be read, Error(kImageTooLarge) for more than 2 GB, Error(kOutOfMemory).
std::vector<std::uint8_t> ReadImage(const std::string& path);

}  // namespace residua::cli
