// Elementwise functions: fused into kernels, or run as a separate pass.

#pragma once

#include <cstddef>

#include "engine/operator.h"

namespace residua::engine {

// `to` may equal `from`.
void ApplyActivation(const Activation& activation, const float* from, float* to, std::size_t count);

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
