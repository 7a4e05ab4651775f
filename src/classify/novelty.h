// "None of these": whether a photo is unlike all those that the classes were learnt from.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/json.h"

namespace residua {

// How like a photo is to a class: two cosines with the class's mean embedding, one as embeddings
// are, which counts twice, and one seen from the centre of all classes. The first is the better one
// of two classes; of many they are better together than apart (tests/bench/README.md).
struct Novelty {
  std::vector<float> centre;  // one number per feature
  std::vector<float> means;   // classes x features
  double threshold = -1;      // a photo less like than this to every class is none of them
  std::optional<std::size_t> none_class;  // of counter-examples: its photos are none of the others

  // With the class that `embedding` is most like, in [-1, 1]. `embedding`: as long as the centre.
  double Likeness(std::span<const float> embedding) const;

  // {"threshold": 0.3, "centre": F, "means": F, "noneClass": 2}, where F are float32 numbers,
  // little-endian, in base64. Throws Error(kInvalidOption) if it has another form.
  static Novelty FromJson(JsonValue object);
};

}  // namespace residua
