#include "engine/passes/infer_shapes.h"

namespace residua::engine {

std::vector<Shape4> InferShapes(const Graph& graph, const Demand& demand, std::size_t first,
                                const Shape4& input) {
  const std::vector<Node>& nodes = graph.nodes();
  std::vector<Shape4> shapes(nodes.size());
  shapes[first] = input;
  for (std::size_t i = first + 1; i < nodes.size(); ++i) {
    if (!demand.computes(i)) continue;
    std::vector<Shape4> inputs;
    for (const std::size_t node : nodes[i].inputs) inputs.push_back(shapes[demand.alias[node]]);
    shapes[i] = nodes[i].op->InferShape(inputs);
  }
  return shapes;
}

}  // namespace residua::engine
