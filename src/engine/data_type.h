// Element types of values and packed weights.

#pragma once

#include <cstddef>

namespace residua::engine {

// Kernels exist for float32 only.
enum class DataType { kFloat32 };

constexpr std::size_t SizeOf(DataType) { return sizeof(float); }

}  // namespace residua::engine
