// Max and average pooling over NHWC.

#pragma once

#include <cstddef>

#include "engine/operator.h"

namespace residua::engine {

enum class PoolingKind {
  kMax,
  kAverage,
  // Over all positions, to 1 x 1; window, stride and padding are ignored.
  kGlobalMax,
  kGlobalAverage,
};

struct PoolingOptions {
  PoolingKind kind = PoolingKind::kMax;
  std::size_t window = 2;   // pixels, in both directions
  std::size_t stride = 2;   // pixels, in both directions
  std::size_t padding = 0;  // pixels on each side
  // Whether a last window that extends beyond the edge counts (PyTorch's ceil_mode).
  bool ceil_mode = false;
  // Whether averages include padding as zeros (PyTorch's count_include_pad).
  bool count_include_pad = false;
};

class PoolingOperator final : public Operator {
 public:
  explicit PoolingOperator(const PoolingOptions& options) : options_(options) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  PoolingOptions options_;
};

}  // namespace residua::engine
