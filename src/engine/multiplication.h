// Multiplies each channel of an image by a gate: N x H x W x C times N x 1 x 1 x C, as in
// squeeze-and-excitation (Hu et al. 2018).

#pragma once

#include "engine/operator.h"

namespace residua::engine {

class MultiplicationOperator final : public Operator {
 public:
  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;
};

}  // namespace residua::engine
