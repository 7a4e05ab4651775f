// Whether numbers are numbers.

#pragma once

#include <span>

namespace residua {

// Whether none of the values is NaN or infinite.
bool AllFinite(std::span<const float> values);

}  // namespace residua
