// A convolution computed by its definition with XNNPACK's indirect matrix micro-kernels: for each
// output pixel and tap a pointer to the input pixel, or to zeros outside the image. Supports any
// kernel size, stride, padding, dilation and number of groups.
//
// XNNPACK's own operator keeps packed weights, pointers and sizes in one object, so that two
// executions could not share the weights.

#pragma once

#include "engine/convolution.h"
#include "engine/kernel.h"
#include "engine/layer.h"
#include "engine/packed_matrix.h"

namespace residua::engine {

class DirectConvolution final : public Kernel {
 public:
  // Throws Error(kOutOfMemory).
  DirectConvolution(const LayerShape& shape, const ConvolutionOptions& options);

  void Pack(const ChannelWeights& channels) override;

  bool CanFuse(const Fusion& fusion) const override { return !fusion.add; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override;

 private:
  LayerShape shape_;
  ConvolutionOptions options_;
  PackedMatrices weights_;  // one per group
};

}  // namespace residua::engine
