// Resizes a picture to the very bytes that Pillow's Image.resize gives, so that a network sees what
// it saw in training: antialiased, that is, the filter widens with the reduction.
//
//   PixelRows, H x W x 3, uint8  ->  RgbImage, h x w x 3, uint8

#pragma once

#include <optional>

#include "image/geometry.h"
#include "image/pixel_rows.h"
#include "image/rgb_image.h"

namespace residua {

enum class ResizeFilter {
  kBilinear,  // a triangle, one source pixel to each side when enlarging
  kBicubic,   // Keys' cubic with a = -0.5, two source pixels to each side when
              // enlarging
};

struct ResizeOptions {
  PixelSize size = {};  // of the whole result; at least 1 x 1
  ResizeFilter filter = ResizeFilter::kBilinear;
  // What of the result to compute and return; all of it by default. A centre crop that is named
  // here costs only the source pixels that it touches, and equals a crop made afterwards.
  std::optional<PixelRect> window;
};

// What of an image of this size a resize reads. Sizes and window must be as Resize wants them.
PixelRect SourceOf(PixelSize image, const ResizeOptions& options);

// Returns the window of the resized picture. Besides the result it needs memory for a few rows
// only. Throws Error(kInvalidImage) if the image has no pixels, Error(kInvalidOption) if size or
// window is empty or out of bounds.
RgbImage Resize(PixelRows& image, const ResizeOptions& options);

}  // namespace residua
