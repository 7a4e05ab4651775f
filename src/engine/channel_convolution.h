// A convolution along the channels of each pixel, with shared weights and zero padding: the gate of
// ECA (Wang et al. 2020).

#pragma once

#include "engine/layer.h"
#include "engine/operator.h"

namespace residua::engine {

// The layer has one output channel; its input channels are the taps, whose number is odd.
class ChannelConvolutionOperator final : public Operator {
 public:
  explicit ChannelConvolutionOperator(const LayerShape& shape) : taps_(shape.in_channels) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override { return inputs[0]; }
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  std::size_t taps_;
};

}  // namespace residua::engine
