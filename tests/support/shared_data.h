// Data that is too large or not ours to commit: ../shared beside the project, or where
// RESIDUA_SHARED points. Tests that need it skip where it is absent.

#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace residua::testing {

inline std::string SharedPath(const std::string& name) {
  const char* const folder = std::getenv("RESIDUA_SHARED");
  return std::string(folder ? folder : RESIDUA_SOURCE_DIR "/../shared") + "/" + name;
}

inline void SkipWithout(const std::string& name) {
  if (!std::filesystem::exists(SharedPath(name))) {
    SKIP("needs " << name << " of the shared data, which is not beside the project");
  }
}

// Calls take(bytes) for a megabyte of the file at a time.
inline void ReadPieces(const std::string& path,
                       const std::function<void(std::span<const std::byte>)>& take) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<char> piece(std::size_t{1} << 20);
  while (file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    take(std::as_bytes(std::span(piece.data(), static_cast<std::size_t>(file.gcount()))));
  }
}

inline std::vector<std::uint8_t> ReadBytes(const std::string& path) {
  std::vector<std::uint8_t> bytes;
  ReadPieces(path, [&](std::span<const std::byte> piece) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(piece.data());
    bytes.insert(bytes.end(), first, first + piece.size());
  });
  return bytes;
}

inline std::string ReadText(const std::string& path) {
  const std::vector<std::uint8_t> bytes = ReadBytes(path);
  return {bytes.begin(), bytes.end()};
}

// Little-endian float32, as this machine has them.
inline std::vector<float> ReadFloats(const std::string& path) {
  const std::vector<std::uint8_t> bytes = ReadBytes(path);
  std::vector<float> floats(bytes.size() / sizeof(float));
  std::memcpy(floats.data(), bytes.data(), floats.size() * sizeof(float));
  return floats;
}

}  // namespace residua::testing
