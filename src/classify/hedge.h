// What can be said of a photo where its class is not certain: its group may be ("Hedging Your Bets:
// Optimizing Accuracy-Specificity Trade-offs in Large Scale Visual Recognition", Deng et al. 2012).

#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "classify/groups.h"
#include "classify/labels.h"
#include "classify/top_k.h"

namespace residua {

// The most specific thing that is certain of a photo.
enum class Certain {
  kClass,    // its class, and so its group
  kGroup,    // its group alone
  kNothing,  // neither
};

const char* ToString(Certain certain);  // "class", "group" or "nothing"

// The group that a photo's answer belongs to.
struct GroupAnswer {
  std::string label;
  std::size_t index = 0;  // of the group
  float probability = 0;  // of all its classes together, in [0, 1]
  Certain certain = Certain::kNothing;
  Prediction best;  // the most probable class of the group
};

// The most probable class if that reaches `threshold`, in its group; otherwise the group whose
// classes' probabilities add up to most (of equal ones the first), certain if that sum reaches it.
// `probabilities`: one for each class of `groups`.
GroupAnswer Hedge(std::span<const float> probabilities, const Groups& groups, const Labels& labels,
                  double threshold);

}  // namespace residua
