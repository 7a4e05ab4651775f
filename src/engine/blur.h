// Anti-aliasing before a stride (Zhang 2019, "Making convolutional networks shift-invariant
// again"): filters each channel with the binomial kernel [1 2 1; 2 4 2; 1 2 1] / 16; edges are
// reflected without repeating the outermost pixels.

#pragma once

#include <cstddef>

#include "engine/operator.h"

namespace residua::engine {

class BlurOperator final : public Operator {
 public:
  explicit BlurOperator(std::size_t stride) : stride_(stride) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  std::size_t stride_;
};

}  // namespace residua::engine
