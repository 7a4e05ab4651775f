// A convolution along the channels of every pixel, the same for all, with zeros before the first
// and after the last: the gates of ECA (Wang et al. 2020).

#pragma once

#include "engine/layer.h"
#include "engine/operator.h"

namespace residua::engine {

// The layer has one output channel; its input channels are the taps, an odd number.
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
