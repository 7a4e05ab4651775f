// The calls of src/image that give or take a picture row by row, for tests that want the whole of
// it.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/tensor.h"
#include "image/decode.h"
#include "image/pixel_rows.h"
#include "image/preprocess.h"
#include "image/resize.h"

namespace residua::testing {

inline RgbImage ToImage(PixelRows& rows) {
  const PixelSize size = rows.size();
  RgbImage image = RgbImage::Filled(size.width, size.height, 0);
  const std::size_t bytes = static_cast<std::size_t>(size.width) * 3;
  for (int y = 0; y < size.height; ++y) {
    std::copy_n(rows.Row(y), bytes, image.pixels.data() + static_cast<std::size_t>(y) * bytes);
  }
  return image;
}

inline RgbImage Decode(std::span<const std::uint8_t> file, const DecodeLimits& limits = {}) {
  return ToImage(*OpenRows(file, limits));
}

inline RgbImage Resize(const RgbImage& image, const ResizeOptions& options) {
  ImageRows rows(image);
  return residua::Resize(rows, options);
}

inline void PreprocessInto(const RgbImage& photo, const PreprocessConfig& config,
                           std::span<float> out) {
  ImageRows rows(photo);
  residua::PreprocessInto(rows, config, out);
}

inline Tensor Preprocess(const RgbImage& photo, const PreprocessConfig& config) {
  Tensor tensor(Shape4{.batch = 1,
                       .height = static_cast<std::size_t>(config.crop.height),
                       .width = static_cast<std::size_t>(config.crop.width),
                       .channels = 3});
  PreprocessInto(photo, config, tensor.values);
  return tensor;
}

// The part of the image, which must hold it.
inline RgbImage Crop(const RgbImage& image, const PixelRect& rect) {
  RgbImage part = RgbImage::Filled(rect.width, rect.height, 0);
  const auto row = static_cast<std::size_t>(rect.width) * 3;
  for (int y = 0; y < rect.height; ++y) {
    const auto from =
        (static_cast<std::size_t>(rect.y + y) * static_cast<std::size_t>(image.width) +
         static_cast<std::size_t>(rect.x)) *
        3;
    std::copy_n(image.pixels.data() + from, row,
                part.pixels.data() + static_cast<std::size_t>(y) * row);
  }
  return part;
}

// An element of the first image of the batch.
inline float At(const Tensor& tensor, std::size_t y, std::size_t x, std::size_t c) {
  return tensor.values[(y * tensor.shape.width + x) * tensor.shape.channels + c];
}

}  // namespace residua::testing
