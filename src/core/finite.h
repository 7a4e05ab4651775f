// Checks for NaN and infinity.

#pragma once

#include <span>

namespace residua {

// Whether all values are finite.
bool AllFinite(std::span<const float> values);

}  // namespace residua
