// What the architecture asks for its layers, one after the other, by their paper names.

#pragma once

#include <string>

#include "engine/layer.h"

namespace residua {

class WeightSource {
 public:
  virtual ~WeightSource() = default;

  // The next layer, batch normalisation folded in: "stem.conv", "stage2.block1.reduce",
  // "head.linear". The weights themselves may arrive later (WeightsBuilder::Pack). Throws
  // Error(kInvalidCheckpoint) if the checkpoint has no such layer or one of another shape, naming
  // the tensor.
  virtual engine::Layer Next(const std::string& name, const engine::LayerShape& shape) = 0;
};

}  // namespace residua
