// What a node of a graph does, without weights and without sizes: its shape rule, its cost, what it
// can be fused into, and which kernel computes it. Every operator is one file; nothing else in the
// engine tells operators apart.

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

  // The result's shape. Throws Error(kInternal) if the inputs do not fit together.
  virtual Shape4 InferShape(std::span<const Shape4> inputs) const = 0;

  // The result's type, for inputs of these.
  virtual DataType InferType(std::span<const DataType> inputs) const { return inputs.front(); }

  // Multiplications and additions of the textbook algorithm: one of each are two.
  virtual double Flops(std::span<const Shape4> inputs, const Shape4& output) const = 0;

  // What the operator does to its first input, in a form that the kernel which makes that input
  // may be able to do by itself. An addition's second input becomes the addend.
  virtual std::optional<Fusion> AsFusion() const { return std::nullopt; }

  // Whether it joins a shortcut (its second input) to a branch, which an execution can leave out.
  virtual bool JoinsShortcut() const { return false; }

  // The kernel that suits inputs of the usual size; it still has to be packed if the operator has a
  // layer. Throws Error(kOutOfMemory).
  virtual std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                             KernelChoice choice) const = 0;
};

}  // namespace residua::engine
