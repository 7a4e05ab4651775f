// The result of learning from a user's photos: a head, its accuracy, and suggestions for better
// photos.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "classify/novelty.h"
#include "teach/accuracy.h"
#include "teach/feature_space.h"
#include "teach/held_out.h"
#include "teach/plane.h"
#include "teach/samples.h"
#include "teach/suggestions.h"

namespace residua::teach {

struct TeachOptions {
  // Gives classes equal weight, whatever their number of photos; otherwise photos have equal
  // weight.
  bool balanced = true;
  // The largest share of the given photos that may be rejected as none of the classes.
  double most_refused = 0.05;
};

// The prediction for a photo by a head that has not seen it.
struct HeldOutAnswer {
  bool tested = false;  // false if its class has no other photo
  std::size_t best = 0;
  double probability = 0;  // of the best class
  double own = 0;          // of the photo's own class
  double likeness = -1;    // see Novelty
  bool refused = false;    // rejected as none of the classes
};

struct Lesson {
  LinearHead head;
  double strength = 0;  // of the penalty
  double temperature = 1;
  Novelty novelty;

  bool leave_one_out = false;
  std::size_t folds = 0;
  std::vector<HeldOutAnswer> answers;  // per sample
  Accuracy accuracy;
  // Tested photos by class (row) and predicted class (column).
  std::vector<std::vector<std::size_t>> confusion;
  std::vector<Suggestion> suggestions;
  Plane plane;
};

// Learns from the embeddings, with identical bits on each run. Throws as CheckSamples does.
// `progress` receives the progress; it may throw to cancel.
Lesson Teach(
    const Samples& samples, const TeachOptions& options = {},
    const Progress& progress = [](double) {});

}  // namespace residua::teach
