// Resizes a picture to the very bytes that Pillow's Image.resize gives, so that a network sees what
// it saw in training: antialiased, that is, the filter widens with the reduction.
//
//   RgbImage, H x W x 3, uint8  ->  RgbImage, h x w x 3, uint8

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

// A part of the source in pixels, fractions allowed: Pillow's `box`, in its single precision.
struct ResizeBox {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;
};

struct ResizeOptions {
  PixelSize size = {};  // of the whole result; at least 1 x 1
  ResizeFilter filter = ResizeFilter::kBilinear;
  std::optional<ResizeBox> box;  // what of the source to spread over `size`; all of it by default
  // What of the result to compute and return; all of it by default. A centre crop that is named
  // here costs only the source pixels that it touches, and equals a crop made afterwards.
  std::optional<PixelRect> window;
};

// What of an image of this size a resize reads. Sizes, box and window must be as Resize wants them.
PixelRect SourceOf(PixelSize image, const ResizeOptions& options);

// Returns the window of the resized picture. Besides the result it needs memory for a few rows
// only. Throws Error(kInvalidImage) if the image has no pixels, Error(kInvalidOption) if size, box
// or window is empty or out of bounds.
RgbImage Resize(PixelRows& image, const ResizeOptions& options);
RgbImage Resize(const RgbImage& image, const ResizeOptions& options);

}  // namespace residua
