// XNNPACK's fully connected layer: N x 1 x 1 x in  ->  N x 1 x 1 x out.

#pragma once

#include "engine/layer.h"
#include "engine/step.h"
#include "engine/xnnpack_handle.h"

namespace residua::engine {

class LinearStep final : public Step {
 public:
  // Packs a copy of the weights. Throws Error(kOutOfMemory).
  LinearStep(const LayerShape& shape, const LayerWeights& weights);

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  LayerShape shape_;
  OperatorHandle operator_;
};

}  // namespace residua::engine
