// What the architecture asks for its layers, one after the other.

#pragma once

#include "engine/layer.h"
#include "model/layer_id.h"

namespace residua {

class WeightSource {
 public:
  virtual ~WeightSource() = default;

  // Declares the next layer, batch normalisation folded in. The weights themselves may arrive later
  // (engine::WeightsBuilder). Throws Error(kUnsupportedCheckpoint) if the checkpoint has no such
  // layer or one of another shape, naming the tensor.
  virtual engine::Layer Declare(const LayerId& id, const engine::LayerShape& shape) = 0;
};

}  // namespace residua
