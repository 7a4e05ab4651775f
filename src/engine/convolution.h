// Convolution over NHWC with zero padding.

#pragma once

#include <cstddef>

#include "engine/operator.h"

namespace residua::engine {

struct ConvolutionOptions {
  std::size_t stride = 1;    // pixels, in both directions
  std::size_t padding = 0;   // zero pixels on each side
  std::size_t dilation = 1;  // pixels between taps
  // Applied to the result. GraphBuilder adds it as a separate operator, which is fused where
  // possible.
  Activation activation;
};

class ConvolutionOperator final : public Operator {
 public:
  ConvolutionOperator(const LayerShape& shape, const ConvolutionOptions& options)
      : shape_(shape), options_(options) {}

  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4> inputs, const Shape4& output) const override;
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  LayerShape shape_;
  ConvolutionOptions options_;
};

}  // namespace residua::engine
