// The answer to one photo.

#pragma once

#include <optional>
#include <vector>

#include "classify/hedge.h"
#include "classify/top_k.h"

namespace residua {

// Where the time of one photo went, in milliseconds.
struct Milliseconds {
  double decode = 0;
  double preprocess = 0;
  double network = 0;
};

struct Classification {
  std::vector<Prediction> predictions;  // most probable first
  bool sure = true;                     // the best one reaches the model's threshold
  std::optional<bool> novel;            // whether it shows none of the classes; absent: not known
  std::optional<GroupAnswer> group;     // absent: the network's classes have no groups
  Milliseconds ms;
};

}  // namespace residua
