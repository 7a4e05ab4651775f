// A shortcut without weights ("option A" of He et al. 2015): every stride-th pixel, with zeros for
// the additional channels.

#pragma once

#include <cstddef>

#include "engine/operator.h"

namespace residua::engine {

struct ChannelPaddingOptions {
  std::size_t stride = 1;  // pixels, in both directions
  std::size_t before = 0;  // zero channels in front
  std::size_t after = 0;
};

class ChannelPaddingOperator final : public Operator {
 public:
  explicit ChannelPaddingOperator(const ChannelPaddingOptions& options) : options_(options) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4>, const Shape4&) const override { return 0; }
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  ChannelPaddingOptions options_;
};

}  // namespace residua::engine
