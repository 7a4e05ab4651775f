// Whole numbers that are rounded up, and sizes that cannot fall below zero.

#pragma once

#include <cstddef>

namespace residua::engine {

constexpr std::size_t CeilDivide(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

constexpr std::size_t RoundUp(std::size_t count, std::size_t multiple) {
  return CeilDivide(count, multiple) * multiple;
}

// a - b, or 0 where b is larger.
constexpr std::size_t SaturatingSubtract(std::size_t a, std::size_t b) { return a > b ? a - b : 0; }

// How often a window fits along one side of an image, all in pixels; once at least.
constexpr std::size_t WindowPositions(std::size_t size, std::size_t window, std::size_t stride,
                                      std::size_t padding) {
  return SaturatingSubtract(size + 2 * padding, window) / stride + 1;
}

}  // namespace residua::engine
