// The operation of a graph node, without weights and sizes: shape inference, cost, fusion and
// choice of kernel. Each operator is one file; the rest of the engine does not distinguish
// operators.

#pragma once

#include <memory>
#include <optional>
#include <span>

#include "core/tensor.h"
#include "engine/data_type.h"
#include "engine/kernel.h"
#include "engine/kernel_choice.h"

namespace residua::engine {

class Operator {
 public:
  virtual ~Operator() = default;

  // The shape of the result. Throws Error(kInternal) if the inputs do not match.
  virtual Shape4 InferShape(std::span<const Shape4> inputs) const = 0;

  // The type of the result, given the types of the inputs.
  virtual DataType InferType(std::span<const DataType> inputs) const { return inputs.front(); }

  // Operations of the textbook algorithm; a multiplication and an addition count as two.
  virtual double Flops(std::span<const Shape4> inputs, const Shape4& output) const = 0;

  // The operation on the first input as a fusion, if the kernel that computes this input may be
  // able to apply it. The second input of an addition becomes the addend.
  virtual std::optional<Fusion> AsFusion() const { return std::nullopt; }

  // Whether the operator adds a shortcut (its second input) to a branch, so that an execution can
  // leave one of them out.
  virtual bool JoinsShortcut() const { return false; }

  // The best kernel for inputs of the usual size; if the operator has a layer, it still has to be
  // packed. Throws Error(kOutOfMemory).
  virtual std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                             KernelChoice choice) const = 0;
};

}  // namespace residua::engine
