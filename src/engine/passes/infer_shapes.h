// Infers the shapes of all computed values from the shape of the first.

#pragma once

#include <cstddef>
#include <vector>

#include "core/tensor.h"
#include "engine/graph.h"
#include "engine/passes/drop_unused.h"

namespace residua::engine {

// Per node; empty for nodes that are not computed. Throws what Operator::InferShape throws.
std::vector<Shape4> InferShapes(const Graph& graph, const Demand& demand, std::size_t first,
                                const Shape4& input);

}  // namespace residua::engine
