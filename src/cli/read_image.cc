#include "cli/read_image.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <limits>
#include <new>
#include <span>

#include "core/error.h"
#include "image/image_format.h"

namespace residua::cli {
namespace {

constexpr std::size_t kFirstBytes = 4096;  // enough to recognise every format
constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kMaxBytes = std::numeric_limits<std::int32_t>::max();

// Appends up to `count` more bytes.
void ReadOn(std::ifstream& file, std::size_t count, std::vector<std::uint8_t>& bytes) {
  const std::size_t before = bytes.size();
  bytes.resize(before + count);
  file.read(reinterpret_cast<char*>(bytes.data() + before), static_cast<std::streamsize>(count));
  bytes.resize(before + static_cast<std::size_t>(file.gcount()));
}

}  // namespace

std::vector<std::uint8_t> ReadImage(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorCode::kInvalidImage, "\"" + path + "\" is a folder. Name the images in it: " +
                                              path + (path.ends_with('/') ? "*" : "/*"));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorCode::kInvalidImage, "Cannot open \"" + path + "\".");
  try {
    std::vector<std::uint8_t> bytes;
    ReadOn(file, kFirstBytes, bytes);
    RecognizeFormat(bytes);
    // Pipes have no size.
    const std::uintmax_t size = std::filesystem::is_regular_file(path, ignored)
                                    ? std::filesystem::file_size(path, ignored)
                                    : 0;
    if (size <= kMaxBytes) bytes.reserve(static_cast<std::size_t>(size) + 1);
    while (file && bytes.size() <= kMaxBytes && size <= kMaxBytes) {
      const std::size_t room = bytes.capacity() - bytes.size();
      ReadOn(file, std::max<std::size_t>(room, kPiece), bytes);
    }
    if (bytes.size() > kMaxBytes || size > kMaxBytes) {
      throw Error(ErrorCode::kImageTooLarge, "The file is larger than 2 GB.");
    }
    if (file.bad() || !file.eof()) {
      throw Error(ErrorCode::kInvalidImage, "Cannot read \"" + path + "\".");
    }
    return bytes;
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::kOutOfMemory, "There is not enough memory to read \"" + path + "\".");
  }
}

}  // namespace residua::cli
