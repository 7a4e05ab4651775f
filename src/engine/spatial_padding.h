// Padding of images: for convolutions and pooling with asymmetric padding, and for reflected edges.

#pragma once

#include <cstddef>

#include "engine/operator.h"

namespace residua::engine {

enum class PaddingMode { kConstant, kReflect, kEdge };

struct SpatialPaddingOptions {
  std::size_t top = 0;  // pixels
  std::size_t left = 0;
  std::size_t bottom = 0;
  std::size_t right = 0;
  PaddingMode mode = PaddingMode::kConstant;
  float value = 0;  // for kConstant

  bool operator==(const SpatialPaddingOptions&) const = default;
};

class SpatialPaddingOperator final : public Operator {
 public:
  explicit SpatialPaddingOperator(const SpatialPaddingOptions& options) : options_(options) {}

  // Throws Error(kInternal) if an image is too small for reflection.
  Shape4 InferShape(std::span<const Shape4> inputs) const override;
  double Flops(std::span<const Shape4>, const Shape4&) const override { return 0; }
  std::unique_ptr<Kernel> MakeKernel(std::span<const Shape4> inputs,
                                     KernelChoice choice) const override;

 private:
  SpatialPaddingOptions options_;
};

}  // namespace residua::engine
