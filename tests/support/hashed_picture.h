// The pictures that scripts/python/residua_tools/reference/make_pillow_goldens.py resizes, made by
// the same hash, and the reading of its files.

#pragma once

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "image/rgb_image.h"

namespace residua::testing {

// kind: "noise", "steps" (0 or 255) or "ramp"; see `picture` in the script.
inline RgbImage HashedPicture(const std::string& kind, int width, int height) {
  RgbImage image = RgbImage::Filled(width, height, 0);
  const bool is_ramp = kind == "ramp";
  const bool is_steps = kind == "steps";
  for (std::uint32_t i = 0; i < image.pixels.size(); ++i) {
    std::uint32_t value = 0;
    if (is_ramp) {
      const std::uint32_t x = i / 3 % static_cast<std::uint32_t>(width);
      const std::uint32_t y = i / 3 / static_cast<std::uint32_t>(width);
      value = x * 3 + y * 5 + i % 3 * 40;
    } else {
      value = i * 0x9E3779B1u + static_cast<std::uint32_t>(width * 31 + height);
      value ^= value >> 15;
      value *= 0x85EBCA77u;
      value ^= value >> 13;
      value *= 0xC2B2AE3Du;
      value >>= 24;
      if (is_steps) value = (value >> 7) * 255;
    }
    image.pixels[i] = static_cast<std::uint8_t>(value);
  }
  return image;
}

// The lines of a golden file without its comments. Throws if there is no such file or it is empty.
inline std::vector<std::istringstream> GoldenLines(const std::string& name) {
  std::ifstream file(std::string(RESIDUA_SOURCE_DIR) + "/tests/golden/" + name);
  std::vector<std::istringstream> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with('#')) lines.emplace_back(line);
  }
  if (lines.empty()) throw std::runtime_error("cannot read tests/golden/" + name);
  return lines;
}

}  // namespace residua::testing
