// The tiles of a batch of images, row by row.

#pragma once

#include <algorithm>
#include <cstddef>

#include "core/tensor.h"
#include "engine/rounding.h"
#include "engine/winograd_transform.h"

namespace residua::engine {

// A range of channels, or of floats of an operand.
struct Channels {
  std::size_t first = 0;
  std::size_t count = 0;
};

// The destination of results. `addend` has the shape of `image`, or is null; it may equal `image`.
struct Target {
  float* image = nullptr;
  const float* addend = nullptr;
  bool relu = false;
};

template <typename Tile>
class TileGrid {
 public:
  TileGrid(const Shape4& input, const Shape4& output)
      : input_(input),
        output_(output),
        tiles_x_(CeilDivide(output_.width, Tile::kOutputs)),
        tiles_y_(CeilDivide(output_.height, Tile::kOutputs)) {}

  std::size_t tiles() const { return output_.batch * tiles_y_ * tiles_x_; }

  // Transforms the patch of one tile. `operands` points to the first channel of its first product,
  // `stride` is the number of floats between its products.
  void TransformIn(const float* images, std::size_t tile, const Channels& channels, float* operands,
                   std::size_t stride) const {
    const std::size_t row = tile / tiles_x_;
    TileInput in{.image = images + channels.first +
                          row / tiles_y_ * input_.height * input_.width * input_.channels,
                 .height = input_.height,
                 .width = input_.width,
                 .channels = input_.channels,
                 .y = row % tiles_y_ * Tile::kOutputs,
                 .x = tile % tiles_x_ * Tile::kOutputs};
    for (std::size_t c = 0; c < channels.count; c += kChunk, in.image += kChunk) {
      in.count = std::min(kChunk, channels.count - c);
      TransformInput<Tile>(in, operands + channels.first + c, stride);
    }
  }

  // Transforms the products of one tile; `products` points to channel `channels.first` of its first
  // product.
  void TransformOut(const float* products, std::size_t stride, std::size_t tile,
                    const Channels& channels, const Target& target) const {
    const std::size_t row = tile / tiles_x_;
    const std::size_t offset =
        channels.first + row / tiles_y_ * output_.height * output_.width * output_.channels;
    TileOutput out{.image = target.image + offset,
                   .addend = target.addend ? target.addend + offset : nullptr,
                   .height = output_.height,
                   .width = output_.width,
                   .channels = output_.channels,
                   .y = row % tiles_y_ * Tile::kOutputs,
                   .x = tile % tiles_x_ * Tile::kOutputs,
                   .relu = target.relu};
    for (std::size_t c = 0; c < channels.count; c += kChunk, out.image += kChunk) {
      out.count = std::min(kChunk, channels.count - c);
      TransformOutput<Tile>(products + c, stride, out);
      if (out.addend) out.addend += kChunk;
    }
  }

 private:
  Shape4 input_;
  Shape4 output_;
  std::size_t tiles_x_ = 0;  // per row of an image
  std::size_t tiles_y_ = 0;  // rows of an image
};

}  // namespace residua::engine
