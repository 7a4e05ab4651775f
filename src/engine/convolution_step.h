// XNNPACK's convolution over NHWC, with ReLU in its epilogue.

#pragma once

#include "engine/layer.h"
#include "engine/step.h"
#include "engine/whole_weights.h"
#include "engine/xnnpack_handle.h"

namespace residua::engine {

struct ConvolutionOptions {
  std::size_t stride = 1;   // pixels, both ways
  std::size_t padding = 0;  // pixels of zeros on each side
  bool relu = false;
};

class ConvolutionStep final : public LayerStep {
 public:
  ConvolutionStep(const LayerShape& shape, const ConvolutionOptions& options);

  void Pack(const ChannelWeights& channels) override { whole_.Add(channels); }
  void Seal() override;

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  LayerShape shape_;
  ConvolutionOptions options_;
  WholeWeights whole_;  // until they are sealed
  OperatorHandle operator_;
};

}  // namespace residua::engine
