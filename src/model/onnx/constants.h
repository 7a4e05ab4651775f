// Evaluates nodes whose inputs are all known while the graph is read: the arithmetic of shapes,
// scales and biases that exporters write.

#pragma once

#include "model/onnx/node.h"

namespace residua::onnx {

// Evaluates the node and sets its result if the operator is supported; returns whether it did. All
// inputs must be constants. Throws as NodeReader::Refuse does if they are incompatible.
bool ComputeConstant(const NodeReader& node);

// The result shape of Reshape: 0 in `to` copies a size, -1 is inferred.
Dimensions Reshaped(const NodeReader& node, const Dimensions& from,
                    const std::vector<std::int64_t>& to);
// The result shape of Squeeze, Unsqueeze or Flatten.
Dimensions Rearranged(const NodeReader& node, const Dimensions& from);

// The index of an axis, which may be negative to count from the end, in a shape of `rank`.
std::size_t AxisOf(const NodeReader& node, std::int64_t axis, std::size_t rank);

}  // namespace residua::onnx
