// Sizes and rectangles in pixels. x grows to the right, y downwards, the origin is the top left
// corner.

#pragma once

namespace residua {

struct PixelSize {
  int width = 0;
  int height = 0;

  bool operator==(const PixelSize&) const = default;
};

struct PixelRect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool operator==(const PixelRect&) const = default;
};

// A rectangle with fractional edges.
struct Region {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  bool operator==(const Region&) const = default;
};

}  // namespace residua
