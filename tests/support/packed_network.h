// Hand-made graphs with random weights.

#pragma once

#include <memory>
#include <utility>

#include "engine/weights.h"
#include "support/naive.h"
#include "support/pack_layer.h"

namespace residua::testing {

// The seed of a layer's weights is its index.
inline std::shared_ptr<const engine::Weights> PackRandomly(
    engine::GraphBuilder graph, const engine::KernelOptions& options = {}) {
  engine::WeightsBuilder builder(std::move(graph).Build(), options);
  for (std::size_t i = 0; i < builder.graph().layers().size(); ++i) {
    PackLayer(builder, i,
              RandomWeights(builder.graph().layers()[i].shape, static_cast<unsigned>(i)));
  }
  return builder.Build();
}

}  // namespace residua::testing
