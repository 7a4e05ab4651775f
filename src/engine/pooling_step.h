// Max and average pooling on XNNPACK, over NHWC.

#pragma once

#include "engine/step.h"
#include "engine/xnnpack_handle.h"

namespace residua::engine {

enum class PoolingKind {
  kMax,
  kAverage,        // of the pixels that exist: padding does not count
  kGlobalAverage,  // over all positions, to 1 x 1; window, stride and padding are not read
};

struct PoolingOptions {
  PoolingKind kind = PoolingKind::kMax;
  std::size_t window = 2;   // pixels, both ways
  std::size_t stride = 2;   // pixels, both ways
  std::size_t padding = 0;  // pixels on each side
  // Whether a last window that reaches over the edge still counts (PyTorch's ceil_mode).
  bool ceil_mode = false;
};

// XNNPACK fixes window and padding when it makes an operator, and ours follow from the input's
// size, so the operator is made in Reshape; it has no weights to pack.
class PoolingStep final : public Step {
 public:
  explicit PoolingStep(const PoolingOptions& options) : options_(options) {}

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  PoolingOptions options_;
  OperatorHandle operator_;
};

}  // namespace residua::engine
