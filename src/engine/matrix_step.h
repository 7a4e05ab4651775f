// 1x1 convolutions of stride 1: one matrix product, pixels x in channels times in x out channels,
// with the residual addition and ReLU done while a block of the result is in the cache.

#pragma once

#include <cstddef>

#include "engine/layer.h"
#include "engine/packed_matrix.h"
#include "engine/step.h"

namespace residua::engine {

class PointwiseStep final : public LayerStep {
 public:
  // `shape` is 1x1 and ungrouped. Throws Error(kOutOfMemory).
  PointwiseStep(const LayerShape& shape, bool relu);

  void Pack(const ChannelWeights& channels) override;

  bool CanFuse(const Fusion& fusion) const override { return !(relu_ && fusion.add); }
  bool CanRunInPlace(std::size_t input) const override { return input == 1; }

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  void RunBlock(std::size_t thread, std::size_t row, std::size_t column) const;

  LayerShape shape_;
  bool relu_;
  PackedMatrices weights_;

  bool fused_relu_ = false;
  std::size_t rows_ = 0;           // pixels of all images
  std::size_t block_rows_ = 0;     // pixels
  std::size_t block_columns_ = 0;  // output channels, a multiple of a panel

  const float* input_ = nullptr;
  const float* addend_ = nullptr;
  float* output_ = nullptr;
  float* scratch_ = nullptr;  // a few rows of a block per thread, where there is an addend
};

}  // namespace residua::engine
