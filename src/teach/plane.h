// A map of the samples: their coordinates along the two directions in which they differ most.

#pragma once

#include <array>
#include <vector>

#include "teach/matrix.h"

namespace residua::teach {

struct Plane {
  std::vector<std::array<float, 2>> points;  // per sample
  std::array<double, 2> share = {};          // of the samples' variance that each direction shows
};

// `features`: n x d, of which the last column is left out. Principal components, by subspace
// iteration and Rayleigh-Ritz. A direction's sign is such that its largest number is positive.
Plane MakePlane(const Matrix& features);

}  // namespace residua::teach
