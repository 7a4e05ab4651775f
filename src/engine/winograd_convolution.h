// 3x3 convolutions of stride 1 and padding 1 by Winograd's minimal filtering (winograd_tile.h),
// over NHWC, with bias, residual addition and ReLU in the output transform.
//
// Works on blocks of tiles whose operands stay in the second-level cache: transforms the patches of
// a block, multiplies (one matrix product per element of a patch: tiles x input channels times
// input x output channels), and transforms the products. Each thread works on its own blocks; if
// the filters exceed the cache, all tiles form one block and threads share its products, so that
// the filters are read from memory once.

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

  // Transforms the filters in double precision, and keeps no other copy.
  void Pack(const ChannelWeights& channels) override;
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override;

 private:
  LayerShape shape_;
  std::size_t depth_;  // of the products: input channels of all parities
  PackedMatrices filters_;
};

}  // namespace residua::engine
