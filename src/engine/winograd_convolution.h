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

#include "engine/kernel.h"
#include "engine/layer.h"
#include "engine/packed_matrix.h"
#include "engine/winograd_tile.h"

namespace residua::engine {

template <typename Tile>
class WinogradConvolution final : public AddingKernel {
 public:
  // `shape` is ungrouped, of the size that the tile is for, and has at most kChunk / 4 input
  // channels for TileStem. Throws Error(kOutOfMemory).
  explicit WinogradConvolution(const LayerShape& shape);

  // Transforms the filters in double, and keeps no other copy of them.
  void Pack(const ChannelWeights& channels) override;
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override;

 private:
  LayerShape shape_;
  std::size_t depth_;  // of the products: input channels, of all parities
  PackedMatrices filters_;
};

}  // namespace residua::engine
