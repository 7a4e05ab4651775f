// A fully connected layer, applied to every pixel: N x H x W x in  ->  N x H x W x out.

#pragma once

#include "engine/operator.h"

namespace residua::engine {

class LinearOperator final : public Operator {
 public:
  explicit LinearOperator(const LayerShape& shape) : shape_(shape) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  LayerShape shape_;
};

}  // namespace residua::engine
