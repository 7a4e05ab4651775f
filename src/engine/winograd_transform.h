// Patches into products' operands and products into outputs, for as many channels as one cache line
// holds: then every line is used up while it is in the first-level cache, whatever power of two
// lies between pixels.
//
// Operands are stored product by product: element (product, channel) of one tile at
// product * product_stride + channel.

#pragma once

#include <cstddef>

#include "engine/tuning.h"
#include "engine/winograd_tile.h"

namespace residua::engine {

inline constexpr std::size_t kChunk = tuning::kLineFloats;  // channels

// An image and where a tile lies in it, for one chunk of channels. Where the tile's stride is 2 the
// chunk is all channels of all four parities: even rows and columns, odd columns, odd rows, both.
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
  const float* addend = nullptr;  // the same layout; null adds nothing. May be `image`
  std::size_t height = 0;
  std::size_t width = 0;
  std::size_t channels = 0;
  std::size_t y = 0;
  std::size_t x = 0;
  std::size_t count = 0;
  bool relu = false;
};

// Takes pixels outside the image as 0. Writes whole vectors of `operands`; reads up to 3 floats
// behind a pixel's last channel.
template <typename Tile>
void TransformInput(const TileInput& tile, float* operands, std::size_t product_stride);

// Writes the outputs that lie in the image, and no other channels.
template <typename Tile>
void TransformOutput(const float* products, std::size_t product_stride, const TileOutput& tile);

// Transforms filters in double. `filters` is `count` x kTaps x kTaps x depth; writes kInputs^2
// matrices of `count` x depth, `product_stride` floats apart.
template <typename Tile>
void TransformFilters(const float* filters, std::size_t count, std::size_t depth, float* operands,
                      std::size_t product_stride);

}  // namespace residua::engine
