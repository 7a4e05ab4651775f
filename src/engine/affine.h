// A scale and a shift per channel: batch normalisation that could not be folded into a convolution.

#pragma once

#include "engine/layer.h"
#include "engine/operator.h"

namespace residua::engine {

// The layer has one input channel per output channel: its weights are the scales, its biases the
// shifts.
class AffineOperator final : public Operator {
 public:
  explicit AffineOperator(const LayerShape& shape) : channels_(shape.out_channels) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  std::size_t channels_;
};

}  // namespace residua::engine
