// Resizes an image with exactly the results of Pillow's Image.resize, so that a network sees the
// same pixels as in training. Antialiased: the filter widens with the reduction.
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
  // The part of the result to compute and return; by default all of it. A centre crop given here
  // reads only the source pixels that it needs, and equals a crop made afterwards.
  std::optional<PixelRect> window;
};

// The part of an image of this size that a resize reads. Sizes and window must satisfy the
// requirements of Resize.
PixelRect SourceOf(PixelSize image, const ResizeOptions& options);

// Returns the window of the resized image. Besides the result it needs memory for only a few rows.
// Throws Error(kInvalidImage) if the image has no pixels, Error(kInvalidOption) if size or window
// is empty or out of bounds.
RgbImage Resize(PixelRows& image, const ResizeOptions& options);

}  // namespace residua
