// Applies a taught head to embeddings.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "classify/novelty.h"
#include "teach/feature_space.h"

namespace residua::teach {

struct TaughtHead {
  std::vector<std::string> classes;
  LinearHead layer;
  double temperature = 1;
  Novelty novelty;

  // One probability per class; they sum to 1. `embedding` has as many numbers as the layer's input.
  std::vector<double> Probabilities(std::span<const float> embedding) const;

  // Whether the photo shows none of the classes: it is similar to none of them, or most probably a
  // counter-example.
  bool IsNovel(std::span<const float> embedding, std::span<const double> probabilities) const;
};

}  // namespace residua::teach
