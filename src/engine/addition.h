// The addition of a skip connection: sum = branch + shortcut, followed by ReLU, in one pass over
// memory.
//
// XNNPACK would need two passes, and its binary operators would enlarge the wasm by a quarter.

#pragma once

#include "engine/operator.h"

namespace residua::engine {

// sum = a + b, then max(sum, 0) if `relu`; `sum` may equal `a` or `b`.
void AddFloats(const float* a, const float* b, float* sum, std::size_t count, bool relu);

class AdditionOperator final : public Operator {
 public:
  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::optional<Fusion> AsFusion() const override { return Fusion{.add = true}; }
  bool JoinsShortcut() const override { return true; }
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;
};

}  // namespace residua::engine
