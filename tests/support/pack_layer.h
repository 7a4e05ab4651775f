// Packs all weights of one layer at a time, which a network's loader does as they stream.

#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "engine/weights.h"

namespace residua::testing {

// The counts must be those that the layer's shape asks for.
inline void PackLayer(engine::WeightsBuilder& builder, std::size_t layer,
                      const engine::LayerWeights& weights) {
  std::unique_ptr<engine::Kernel> kernel = builder.MakeKernel(layer);
  kernel->Pack(weights.channels());
  builder.Seal(layer, std::move(kernel));
}

}  // namespace residua::testing
