// A convolution as one matrix product: output pixels x taps of all input channels, times taps x
// output channels. A 1x1 convolution of stride 1 uses the rows of the image; others first copy the
// patch of each pixel (im2col). The residual addition and ReLU are applied while a block of the
// result is in the cache.
//
// XNNPACK's operators read all weights for every few pixels; here a block of weights stays in the
// cache for all pixels, which is faster for layers with many weights and few pixels.

#pragma once

#include <cstddef>

#include "engine/convolution.h"
#include "engine/kernel.h"
#include "engine/layer.h"
#include "engine/packed_matrix.h"

namespace residua::engine {

class MatrixConvolution final : public Kernel {
 public:
  // `shape` is ungrouped. Throws Error(kOutOfMemory).
  MatrixConvolution(const LayerShape& shape, const ConvolutionOptions& options);

  void Pack(const ChannelWeights& channels) override;
  bool CanFuse(const Fusion&) const override { return true; }
  bool CanRunInPlace(std::size_t input) const override { return input == 1; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override;

 private:
  LayerShape shape_;
  ConvolutionOptions options_;
  PackedMatrices weights_;
};

}  // namespace residua::engine
