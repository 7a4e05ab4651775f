// Group normalisation (Wu and He 2018), whose means and variances depend on the image:
//
//   y = (x - mean) / sqrt(variance + epsilon) * scale + shift
//
// over all pixels and the channels of one group, the scale and shift for each channel.

#pragma once

#include <cstddef>

#include "engine/layer.h"
#include "engine/operator.h"

namespace residua::engine {

struct GroupNormOptions {
  std::size_t groups = 32;
  double epsilon = 1e-5;
};

// The layer has one input channel for each output channel: its weights are the scales, its biases
// the shifts.
class GroupNormOperator final : public Operator {
 public:
  GroupNormOperator(const LayerShape& shape, const GroupNormOptions& options)
      : channels_(shape.out_channels), options_(options) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  std::size_t channels_;
  GroupNormOptions options_;
};

}  // namespace residua::engine
