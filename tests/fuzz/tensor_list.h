// A network without numbers, as lines of text that a mutation can change in a useful way.

#pragma once

#include <cstdint>
#include <span>

#include "checkpoint/tensor_index.h"

namespace residua::testing {

// A line for each tensor, `name 64 3 7 7`, or object, `@path type fact=integer ...`, in the order
// of definition; a first line `sorted` says that the order is not known, as in safetensors. Lines
// that are neither are left out.
TensorIndex ReadTensorList(std::span<const std::uint8_t> text);

}  // namespace residua::testing
