// A map of the samples: their coordinates along the two directions of largest variance.

#pragma once

#include <array>
#include <vector>

#include "teach/matrix.h"

namespace residua::teach {

struct Plane {
  std::vector<std::array<float, 2>> points;  // per sample
  std::array<double, 2> share = {};          // the share of the samples' variance in each direction
};

// `features`: n x d, whose last column is ignored. Principal components, by subspace iteration and
// Rayleigh-Ritz. The sign of a direction makes its largest coordinate positive.
Plane MakePlane(const Matrix& features);

}  // namespace residua::teach
