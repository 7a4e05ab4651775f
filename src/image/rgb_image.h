// A decoded photo, the output of every decoder.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace residua {

struct RgbImage {
  int width = 0;                     // pixels
  int height = 0;                    // pixels
  std::vector<std::uint8_t> pixels;  // height * width * 3 bytes: rows from the top, R G B

  static RgbImage Filled(int width, int height, std::uint8_t value) {
    return {width, height,
            std::vector<std::uint8_t>(
                static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, value)};
  }
};

}  // namespace residua
