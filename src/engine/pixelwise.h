// Runs passes over all pixels with per-channel parameters in tiles on the thread pool.

#pragma once

#include <algorithm>
#include <cstddef>

#include "core/simd.h"
#include "core/tensor.h"
#include "engine/elementwise.h"
#include "engine/rounding.h"

namespace residua::engine {

using simd::kLanes;
using simd::Store;
using simd::StorePartly;

// Calls run(first, count) for the pixels of all images in turn; the values of one call stay in a
// first- or second-level cache.
void ForEachPixels(const ThreadPool& pool, const Shape4& shape, const auto& run) {
  const std::size_t pixels = shape.batch * shape.height * shape.width;
  const std::size_t together =
      std::max<std::size_t>(1, tuning::kElementwiseTile / std::max<std::size_t>(1, shape.channels));
  pool.ForEach(CeilDivide(pixels, together), [&](std::size_t i) {
    run(i * together, std::min(together, pixels - i * together));
  });
}

// The same for each image separately: calls run(image, first, count), where `first` is relative to
// the image.
void ForEachPixelsOfImages(const ThreadPool& pool, const Shape4& shape, const auto& run) {
  const std::size_t pixels = shape.height * shape.width;
  const std::size_t together =
      std::max<std::size_t>(1, tuning::kElementwiseTile / std::max<std::size_t>(1, shape.channels));
  const std::size_t parts = CeilDivide(pixels, together);
  pool.ForEach(shape.batch * parts, [&](std::size_t i) {
    const std::size_t first = i % parts * together;
    run(i / parts, first, std::min(together, pixels - first));
  });
}

// to[c] = function(c, lanes) for all channels of a pixel, four at a time; `function` returns
// `lanes` values.
void ForEachChannels(std::size_t channels, float* to, const auto& function) {
  std::size_t c = 0;
  for (; c + kLanes <= channels; c += kLanes) Store(to + c, function(c, kLanes));
  if (c < channels) StorePartly(to + c, function(c, channels - c), channels - c);
}

}  // namespace residua::engine
