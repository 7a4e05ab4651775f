// The interface through which the architecture requests its layers, in order.

#pragma once

#include "engine/layer.h"
#include "model/layer_id.h"

namespace residua {

class WeightSource {
 public:
  virtual ~WeightSource() = default;

  // Declares the next layer, with batch normalisation folded in. Its weights may arrive later
  // (engine::WeightsBuilder). Throws Error(kUnsupportedCheckpoint), which names the tensor, if the
  // checkpoint has no such layer or if its shape differs.
  virtual engine::Layer Declare(const LayerId& id, const engine::LayerShape& shape) = 0;
};

}  // namespace residua
