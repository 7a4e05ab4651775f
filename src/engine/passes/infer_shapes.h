// The shape of every value that is computed, from that of the first.

#pragma once

#include <cstddef>
#include <vector>

#include "core/tensor.h"
#include "engine/graph.h"
#include "engine/passes/drop_unused.h"

namespace residua::engine {

// Per node; of nodes that are not computed, none. Throws what Operator::InferShape throws.
std::vector<Shape4> InferShapes(const Graph& graph, const Demand& demand, std::size_t first,
                                const Shape4& input);

}  // namespace residua::engine
