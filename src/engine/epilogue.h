// Applies fusions to values that a kernel has just computed, while they are in the cache.

#pragma once

#include <cstddef>

#include "engine/fusion.h"

namespace residua::engine {

// `to` may equal `from` or, if the fusion adds, `addend`.
void Finish(const Fusion& fusion, const float* from, const float* addend, float* to,
            std::size_t count);

}  // namespace residua::engine
