// Concatenates values along the channels: N x H x W x (C1 + C2 + ...).

#pragma once

#include "engine/operator.h"

namespace residua::engine {

class ConcatenationOperator final : public Operator {
 public:
  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4>, const Shape4&) const override { return 0; }
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;
};

}  // namespace residua::engine
