// A less specific answer for photos whose class is uncertain: its group ("Hedging Your Bets:
// Optimizing Accuracy-Specificity Trade-offs in Large Scale Visual Recognition", Deng et al. 2012).

#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "classify/groups.h"
#include "classify/labels.h"
#include "classify/top_k.h"

namespace residua {

// The most specific answer that is certain.
enum class Certain {
  kClass,    // the class, and so its group
  kGroup,    // only the group
  kNothing,  // neither
};

const char* ToString(Certain certain);  // "class", "group" or "nothing"

// The group of a photo's answer.
struct GroupAnswer {
  std::string label;
  std::size_t index = 0;  // of the group
  float probability = 0;  // of all its classes together, in [0, 1]
  Certain certain = Certain::kNothing;
  Prediction best;  // the most probable class of the group
};

// The most probable class if it reaches `threshold`, in its group; otherwise the group with the
// largest sum of class probabilities (the first of equal ones), certain if that sum reaches the
// threshold. `probabilities` has one entry per class of `groups`.
GroupAnswer Hedge(std::span<const float> probabilities, const Groups& groups, const Labels& labels,
                  double threshold);

}  // namespace residua
