// A 3x3 convolution with one channel per group, on XNNPACK's depthwise micro-kernels, which compute
// one row of an image at a time.

#pragma once

#include "engine/aligned_buffer.h"
#include "engine/convolution.h"
#include "engine/kernel.h"
#include "engine/layer.h"

namespace residua::engine {

class DepthwiseConvolution final : public Kernel {
 public:
  // Whether there are micro-kernels for the layer.
  static bool Takes(const LayerShape& shape);

  // Throws Error(kOutOfMemory).
  DepthwiseConvolution(const LayerShape& shape, const ConvolutionOptions& options);

  void Pack(const ChannelWeights& channels) override;
  bool CanFuse(const Fusion& fusion) const override { return !fusion.add; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override;

 private:
  ConvolutionOptions options_;
  // For each set of channels that is computed together: their biases, then their weights, tap by
  // tap in column order.
  AlignedFloats weights_;
};

}  // namespace residua::engine
