// A head that has been taught, at work on embeddings.

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

  // One per class; they add up to 1. `embedding`: as many numbers as the layer takes.
  std::vector<double> Probabilities(std::span<const float> embedding) const;

  // Whether the photo shows none of the classes: it is like none of them, or most probably a
  // counter-example.
  bool IsNovel(std::span<const float> embedding, std::span<const double> probabilities) const;
};

}  // namespace residua::teach
