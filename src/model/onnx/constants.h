// Nodes whose inputs are all known are computed when the graph is read: the arithmetic of shapes
// that exporters write, and of scales and biases.

#pragma once

#include "model/onnx/node.h"

namespace residua::onnx {

// Whether the node is of an operator that is computed so; if so, its result is set. All of its
// inputs are constants. Throws what NodeReader::Refuse does if they do not fit together.
bool ComputeConstant(const NodeReader& node);

// What Reshape makes of a shape of so many elements: 0 takes over a size, -1 is what is left.
Dimensions Reshaped(const NodeReader& node, const Dimensions& from,
                    const std::vector<std::int64_t>& to);
// What Squeeze, Unsqueeze and Flatten make of a shape.
Dimensions Rearranged(const NodeReader& node, const Dimensions& from);

// An axis that may count from the end, of `rank`.
std::size_t AxisOf(const NodeReader& node, std::int64_t axis, std::size_t rank);

}  // namespace residua::onnx
