// 3x3 convolutions of stride 1 and padding 1 by Winograd's minimal filtering (winograd_tile.h),
// over NHWC, with bias, residual addition and ReLU in the output transform.
//
// Tiles are taken in blocks whose operands stay in the second-level cache: transform a block's
// patches, multiply (one matrix product per element of a patch: tiles x in times in x out
// channels), transform the products. Threads take blocks; where the filters outweigh the cache, all
// tiles make one block and threads share its products, so that the filters pass through memory
// once.

#pragma once

#include <cstddef>

#include "engine/convolution_step.h"
#include "engine/layer.h"
#include "engine/packed_matrix.h"
#include "engine/step.h"
#include "engine/winograd_grid.h"

namespace residua::engine {

template <typename Tile>
class WinogradStep final : public FusingLayerStep {
 public:
  // `shape` is ungrouped, of the size that the tile is for, and has at most kChunk / 4 input
  // channels for TileStem. Throws Error(kOutOfMemory).
  WinogradStep(const LayerShape& shape, bool relu);

  // Transforms the filters in double, and keeps no other copy of them.
  void Pack(const ChannelWeights& channels) override;

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  struct Block {
    std::size_t first = 0;  // tile
    std::size_t count = 0;  // tiles
    float* scratch = nullptr;
  };

  void TransformIn(const Block& block, std::size_t tile, const Channels& channels) const;
  void Multiply(const Block& block, std::size_t product, std::size_t first_panel,
                std::size_t panels) const;
  void TransformOut(const Block& block, std::size_t tile, const Channels& channels) const;
  void RunBlock(const Block& block) const;
  void RunShared(const ThreadPool& pool) const;

  LayerShape shape_;
  std::size_t depth_;  // of the products: input channels, of all parities
  PackedMatrices filters_;

  TileGrid<Tile> grid_;
  std::size_t block_tiles_ = 0;  // at most
  bool shared_ = false;          // whether all threads work on one block
  std::size_t in_stride_ = 0;    // floats between tiles of an operand
  std::size_t out_stride_ = 0;
  std::size_t in_product_stride_ = 0;  // floats between operands
  std::size_t out_product_stride_ = 0;

  const float* input_ = nullptr;
  Target target_;
  float* scratch_ = nullptr;
};

}  // namespace residua::engine
