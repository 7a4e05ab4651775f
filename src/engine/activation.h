// Elementwise functions as a pass of their own, for where no kernel can apply them to its result.

#pragma once

#include "engine/operator.h"

namespace residua::engine {

class ActivationOperator final : public Operator {
 public:
  explicit ActivationOperator(const Activation& activation) : activation_(activation) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override { return inputs[0]; }
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::optional<Fusion> AsFusion() const override { return Fusion{.activation = activation_}; }
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  Activation activation_;
};

}  // namespace residua::engine
