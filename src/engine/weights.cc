#include "engine/weights.h"

#include <numeric>
#include <utility>

#include "core/error.h"
#include "engine/passes/drop_unused.h"
#include "engine/passes/infer_shapes.h"

namespace residua::engine {

WeightsBuilder::WeightsBuilder(Graph graph, const KernelOptions& options)
    : choice_(options.choice) {
  weights_.graph_ = std::make_shared<const Graph>(std::move(graph));
  const std::vector<Node>& nodes = weights_.graph_->nodes();
  std::vector<std::size_t> all(nodes.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  weights_.shapes_ =
      InferShapes(*weights_.graph_, DropUnused(*weights_.graph_, {.kept = all}), /*first=*/0,
                  {1, options.height, options.width, weights_.graph_->input_channels()});
  weights_.kernels_.resize(nodes.size());
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (!nodes[i].layer) weights_.kernels_[i] = MakeNodeKernel(i);
  }
}

std::unique_ptr<Kernel> WeightsBuilder::MakeNodeKernel(std::size_t node) const {
  const Node& n = graph().nodes()[node];
  std::vector<Shape4> inputs;
  inputs.reserve(n.inputs.size());
  for (const std::size_t input : n.inputs) inputs.push_back(weights_.shapes_[input]);
  return n.op->MakeKernel(inputs, choice_);
}

std::unique_ptr<Kernel> WeightsBuilder::MakeKernel(std::size_t layer) const {
  return MakeNodeKernel(graph().node_of_layer(layer));
}

void WeightsBuilder::Seal(std::size_t layer, std::unique_ptr<Kernel> kernel) {
  kernel->Seal();
  weights_.kernels_[graph().node_of_layer(layer)] = std::move(kernel);
}

std::shared_ptr<const Weights> WeightsBuilder::Build() {
  for (std::size_t layer = 0; layer < graph().layers().size(); ++layer) {
    if (weights_.kernels_[graph().node_of_layer(layer)]) continue;
    throw Error(ErrorCode::kInternal,
                "The layer " + graph().layers()[layer].name + " has no weights yet.");
  }
  return std::make_shared<const Weights>(std::move(weights_));
}

}  // namespace residua::engine
