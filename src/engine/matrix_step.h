// A convolution as one matrix product: output pixels x taps of all input channels, times taps x
// output channels. A 1x1 convolution of stride 1 finds its rows in the image; others copy each
// pixel's patch into one first (im2col). The residual addition and ReLU are done while a block of
// the result is in the cache.
//
// XNNPACK's operators read all weights for every few pixels; here a block of weights stays in the
// cache while all pixels pass by, which is quicker where there are many weights and few pixels.

#pragma once

#include <cstddef>

#include "engine/convolution_step.h"
#include "engine/layer.h"
#include "engine/packed_matrix.h"
#include "engine/step.h"

namespace residua::engine {

class MatrixStep final : public FusingLayerStep {
 public:
  // `shape` is ungrouped. Throws Error(kOutOfMemory).
  MatrixStep(const LayerShape& shape, const ConvolutionOptions& options);

  void Pack(const ChannelWeights& channels) override;

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  bool gathers() const { return shape_.kernel > 1 || options_.stride > 1 || options_.padding > 0; }
  void GatherPatch(std::size_t pixel, float* patch) const;
  void RunBlock(std::size_t thread, const float* a, std::size_t row, std::size_t rows,
                std::size_t column) const;

  LayerShape shape_;
  ConvolutionOptions options_;
  PackedMatrices weights_;

  bool rectifies_ = false;
  Shape4 image_;
  Shape4 output_shape_;
  std::size_t rows_ = 0;           // output pixels of all images
  std::size_t pass_rows_ = 0;      // output pixels whose patches are gathered at a time, or all
  std::size_t patch_floats_ = 0;   // of all these patches
  std::size_t block_rows_ = 0;     // output pixels
  std::size_t block_columns_ = 0;  // output channels, a multiple of a panel

  const float* input_ = nullptr;
  float* patches_ = nullptr;  // pass_rows_ x depth, where they are gathered
  const float* addend_ = nullptr;
  float* output_ = nullptr;
  float* sums_ = nullptr;  // a few rows of a block per thread, where there is an addend
};

}  // namespace residua::engine
