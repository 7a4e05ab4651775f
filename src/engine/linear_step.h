// XNNPACK's fully connected layer: N x 1 x 1 x in  ->  N x 1 x 1 x out.

#pragma once

#include "engine/layer.h"
#include "engine/step.h"
#include "engine/whole_weights.h"
#include "engine/xnnpack_handle.h"

namespace residua::engine {

class LinearStep final : public LayerStep {
 public:
  explicit LinearStep(const LayerShape& shape) : shape_(shape), whole_(shape) {}

  void Pack(const ChannelWeights& channels) override { whole_.Add(channels); }
  void Seal() override;

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  LayerShape shape_;
  WholeWeights whole_;  // until they are sealed
  OperatorHandle operator_;
};

}  // namespace residua::engine
