// The parts of a photo that are evidence for or against a class.

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
  // The class to explain, by index or, if that is empty, by label (the most probable class of that
  // label). Default: the most probable class.
  std::optional<std::size_t> index;
  std::string label;
  bool shortcuts = true;
  std::vector<std::string> without;  // as in FeaturesOptions
};

struct Explanation {
  Prediction prediction;  // for the class
  ActivationMap map;
  Region seen;  // the part of the photo under the map, in pixels of the photo
  Milliseconds ms;
};

}  // namespace residua
