// The most probable classes of one image.

#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "classify/labels.h"

namespace residua {

struct Prediction {
  std::string label;
  std::size_t index = 0;  // of the class
  float probability = 0;  // in [0, 1]
};

// The `top_k` largest of `probabilities`, or all if there are fewer, in descending order; equal
// ones by index.
std::vector<Prediction> TopK(std::span<const float> probabilities, std::size_t top_k,
                             const Labels& labels);

}  // namespace residua
