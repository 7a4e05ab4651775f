// "None of these": whether a photo is unlike all those that the classes were learnt from.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/json.h"

namespace residua {

// How like a photo is to a class: the cosine of the angle between its embedding and the mean
// embedding of the class's photos, seen from the centre of all of them. As Gidaris and Komodakis
// 2018 ("Dynamic few-shot visual learning without forgetting") classify, used to refuse.
struct Novelty {
  std::vector<float> centre;      // one number per feature
  std::vector<float> directions;  // classes x features: from the centre to a class's mean, length 1
  double threshold = -1;          // a photo less like than this to every class is none of them
  std::optional<std::size_t> none_class;  // of counter-examples: its photos are none of the others

  // With the class that `embedding` is most like, in [-1, 1]. `embedding`: as long as the centre.
  double Likeness(std::span<const float> embedding) const;

  // {"threshold": 0.3, "centre": F, "directions": F, "noneClass": 2}, where F are float32 numbers,
  // little-endian, in base64. Throws Error(kInvalidOption) if it has another form.
  static Novelty FromJson(JsonValue object);
};

}  // namespace residua
