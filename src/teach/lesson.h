// All that is learnt from a person's photos: a head, how good it is, and what would make it better.

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
  // Classes count alike however many photos they have. Otherwise photos do.
  bool balanced = true;
  // Of the photos given, at most this share may be refused as none of the classes.
  double most_refused = 0.05;
};

// A photo's answer by a head that has not seen it.
struct HeldOutAnswer {
  bool tested = false;  // false: without it its class has no photo
  std::size_t best = 0;
  double probability = 0;  // of the best class
  double own = 0;          // probability of its own class
  double likeness = -1;    // see Novelty
  bool refused = false;    // none of these
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
  // Tested photos: of class (row) that were called a class (column).
  std::vector<std::vector<std::size_t>> confusion;
  std::vector<Suggestion> suggestions;
  Plane plane;
};

// Learns from the embeddings alone, the same to the bit each time. Throws as CheckSamples does.
// `progress` is told how far it is; it may throw to end the work.
Lesson Teach(
    const Samples& samples, const TeachOptions& options = {},
    const Progress& progress = [](double) {});

}  // namespace residua::teach
