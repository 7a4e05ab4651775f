// "None of these": whether a photo is unlike all photos that the classes were learned from.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/json.h"

namespace residua {

// The similarity of a photo to a class combines two cosines with the class's mean embedding: of the
// embeddings themselves, with double weight, and relative to the centre of all classes. The first
// works better with two classes; with many, the combination is better than either
// (tests/bench/README.md).
struct Novelty {
  std::vector<float> centre;  // one number per feature
  std::vector<float> means;   // classes x features
  double threshold = -1;      // photos with a lower similarity to every class are none of them
  std::optional<std::size_t> none_class;  // the class of counter-examples, whose photos show none
                                          // of the others

  // The similarity to the class that `embedding` is most similar to, in [-1, 1]. `embedding` is as
  // long as the centre.
  double Likeness(std::span<const float> embedding) const;

  // {"threshold": 0.3, "centre": F, "means": F, "noneClass": 2}, where F are float32 numbers,
  // little-endian, in base64. Throws Error(kInvalidOption) if malformed.
  static Novelty FromJson(JsonValue object);
};

}  // namespace residua
