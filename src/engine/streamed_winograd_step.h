// F(4x4, 3x3) with filters that are transformed anew at every run, so that they take no more memory
// than those of the checkpoint: a quarter of transformed ones.
//
// Eight output channels (a panel) and 48 input channels at a time, and of their 36 matrices twelve:
// what is transformed stays in the first-level cache until every tile has been multiplied by it. A
// filter's transform costs as much as some 100 multiply-adds of a product, once per block of tiles.
// That pays where memory is to be spared, and where many filters meet few tiles, so that bringing
// four times their bytes from memory would take longer (see kernel_choice.cc).

#pragma once

#include <cstddef>

#include "engine/aligned_buffer.h"
#include "engine/layer.h"
#include "engine/step.h"
#include "engine/winograd_grid.h"

namespace residua::engine {

class StreamedWinogradStep final : public FusingLayerStep {
 public:
  // `shape` is 3x3 and ungrouped; stride and padding are 1. Throws Error(kOutOfMemory).
  StreamedWinogradStep(const LayerShape& shape, bool relu);

  void Pack(const ChannelWeights& channels) override;

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  std::size_t panels() const;
  std::size_t thread_floats() const;  // of one thread's scratch
  void TransformPatches(const ThreadPool& pool, std::size_t first_tile, std::size_t tiles) const;
  void Interleave(const ThreadPool& pool) const;
  void RunPanel(std::size_t panel, std::size_t first_tile, std::size_t tiles, float* scratch) const;

  LayerShape shape_;
  AlignedFloats filters_;  // panel x input channel x 3 x 3 x column of the panel
  AlignedFloats bias_;     // panel x column

  TileGrid<Tile4> grid_;
  bool few_ = false;  // tiles: one group of those that are multiplied together
  std::size_t block_tiles_ = 0;
  std::size_t in_stride_ = 0;           // floats between tiles of an operand
  std::size_t in_product_stride_ = 0;   // floats between operands
  std::size_t out_product_stride_ = 0;  // floats between products of one panel

  const float* input_ = nullptr;
  Target target_;
  float* operands_ = nullptr;        // of all threads
  float* interleaved_ = nullptr;     // the same of few tiles: product x channel x tile
  float* thread_scratch_ = nullptr;  // per thread: products, then transformed filters
};

}  // namespace residua::engine
