// Rounds values to those representable by integers of few bits, as quantised networks do (ONNX's
// QuantizeLinear, then DequantizeLinear):
//
//   (clamp(round(x / scale) + zero, lowest, highest) - zero) * scale

#pragma once

#include "engine/operator.h"

namespace residua::engine {

struct QuantisationOptions {
  float scale = 1;
  float zero = 0;  // the integer that represents 0
  float lowest = -128;
  float highest = 127;

  bool operator==(const QuantisationOptions&) const = default;
};

// The rounded value; ties go to even.
float Quantise(const QuantisationOptions& options, float value);

class QuantisationOperator final : public Operator {
 public:
  explicit QuantisationOperator(const QuantisationOptions& options) : options_(options) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override { return inputs[0]; }
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  QuantisationOptions options_;
};

}  // namespace residua::engine
