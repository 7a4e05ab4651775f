// Transforms patches into operands of products, and products into outputs, for the channels of one
// cache line, so that a whole line is used while it is in the first-level cache, even if the
// distance between pixels is a power of two.
//
// Operands are stored by product: element (product, channel) of a tile is at product *
// product_stride + channel.

#pragma once

#include <cstddef>

#include "engine/tuning.h"
#include "engine/winograd_tile.h"

namespace residua::engine {

inline constexpr std::size_t kChunk = tuning::kLineFloats;  // channels

// An image and the position of a tile in it, for one chunk of channels. If the tile's stride is 2,
// the chunk is all channels of all four parities: even rows and columns, odd columns, odd rows,
// both.
struct TileInput {
  const float* image = nullptr;  // H x W x channels, at the chunk's first channel
  std::size_t height = 0;        // pixels
  std::size_t width = 0;         // pixels
  std::size_t channels = 0;      // of the image: floats between pixels
  std::size_t y = 0;             // the tile's first output, pixels
  std::size_t x = 0;
  std::size_t count = 0;  // floats of this chunk, 1 to kChunk: channels, or 4 times as many
};

struct TileOutput {
  float* image = nullptr;         // H x W x channels, at the chunk's first channel
  const float* addend = nullptr;  // in the same layout; null for none. May equal `image`
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 0;
  std::size_t y = 0;
  std::size_t x = 0;
  std::size_t count = 0;
  bool relu = false;
};

// Treats pixels outside the image as 0. Writes whole vectors of `operands`; reads up to 3 floats
// beyond a pixel's last channel.
template <typename Tile>
void TransformInput(const TileInput& tile, float* operands, std::size_t product_stride);

// Writes only outputs inside the image, and only the chunk's channels.
template <typename Tile>
void TransformOutput(const float* products, std::size_t product_stride, const TileOutput& tile);

// Transforms filters in double precision. `filters` is `count` x kTaps x kTaps x depth; writes
// kInputs^2 matrices of `count` x depth, `product_stride` floats apart.
template <typename Tile>
void TransformFilters(const float* filters, std::size_t count, std::size_t depth, float* operands,
                      std::size_t product_stride);

}  // namespace residua::engine
