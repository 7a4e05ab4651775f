// The answer to one photo.

#pragma once

#include <optional>
#include <vector>

#include "classify/hedge.h"
#include "classify/top_k.h"

namespace residua {

// The time per photo, in milliseconds.
struct Milliseconds {
  double decode = 0;
  double preprocess = 0;
  double network = 0;
};

struct Classification {
  std::vector<Prediction> predictions;  // most probable first
  bool sure = true;                     // whether the best class reaches the model's threshold
  std::optional<bool> novel;            // whether the photo shows none of the classes; unset if
                                        // unknown
  std::optional<GroupAnswer> group;     // unset if the network's classes have no groups
  Milliseconds ms;
};

}  // namespace residua
