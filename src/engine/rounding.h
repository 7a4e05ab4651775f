// Integer division that rounds up, and saturating subtraction.

#pragma once

#include <cstddef>

namespace residua::engine {

constexpr std::size_t CeilDivide(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

constexpr std::size_t RoundUp(std::size_t count, std::size_t multiple) {
  return CeilDivide(count, multiple) * multiple;
}

// a - b, or 0 if b is larger.
constexpr std::size_t SaturatingSubtract(std::size_t a, std::size_t b) { return a > b ? a - b : 0; }

// The number of window positions along one side of an image, all in pixels; at least one.
constexpr std::size_t WindowPositions(std::size_t size, std::size_t window, std::size_t stride,
                                      std::size_t padding) {
  return SaturatingSubtract(size + 2 * padding, window) / stride + 1;
}

}  // namespace residua::engine
