// Which parts of a photo speak for a class, and which against it.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "classify/activation_map.h"
#include "classify/classification.h"
#include "image/geometry.h"

namespace residua {

struct ExplanationOptions {
  // The class to explain, by index or, where that is empty, by label; the most probable one of the
  // label's, or of all classes where neither is given.
  std::optional<std::size_t> index;
  std::string label;
  bool shortcuts = true;
  std::vector<std::string> without;  // as in FeaturesOptions
};

struct Explanation {
  Prediction prediction;  // for the class
  ActivationMap map;
  Region seen;  // the part of the photo that the map lies over, in pixels of the photo
  Milliseconds ms;
};

}  // namespace residua
