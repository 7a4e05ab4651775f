#include "engine/plan.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "engine/linear_step.h"
#include "engine/matrix_step.h"
#include "engine/rounding.h"
#include "engine/streamed_winograd_step.h"
#include "engine/winograd_step.h"

namespace residua::engine {
namespace {

std::unique_ptr<LayerStep> MakeConvolution(ConvolutionKernel kernel, const LayerShape& shape,
                                           const ConvolutionOptions& options) {
  switch (kernel) {
    case ConvolutionKernel::kMatrix:
      return std::make_unique<MatrixStep>(shape, options);
    case ConvolutionKernel::kWinograd2:
      return std::make_unique<WinogradStep<Tile2>>(shape, options.relu);
    case ConvolutionKernel::kWinograd4:
      return std::make_unique<WinogradStep<Tile4>>(shape, options.relu);
    case ConvolutionKernel::kStreamed:
      return std::make_unique<StreamedWinogradStep>(shape, options.relu);
    case ConvolutionKernel::kStem:
      return std::make_unique<WinogradStep<TileStem>>(shape, options.relu);
    case ConvolutionKernel::kDirect:
      break;
  }
  return std::make_unique<ConvolutionStep>(shape, options);
}

}  // namespace

Value Plan::Append(Node node) {
  nodes_.push_back(std::move(node));
  return {nodes_.size() - 1};
}

Value Plan::AppendLayer(Node node, Layer layer) {
  node.layer = layers_.size();
  layers_.push_back(std::move(layer));
  layer_nodes_.push_back(nodes_.size());
  return Append(std::move(node));
}

Value Plan::Input(std::size_t channels) {
  input_channels_ = channels;
  return Append({.kind = NodeKind::kInput});
}

Value Plan::Convolution(Value x, Layer layer, const ConvolutionOptions& options) {
  return AppendLayer({.kind = NodeKind::kConvolution, .inputs = {x.node}, .convolution = options},
                     std::move(layer));
}

Value Plan::Pooling(Value x, const PoolingOptions& options) {
  return Append({.kind = NodeKind::kPooling,
                 .inputs = {x.node},
                 .pooling = options,
                 .step = std::make_unique<PoolingStep>(options)});
}

Value Plan::Addition(Value branch, Value shortcut) {
  return Append({.kind = NodeKind::kAddition, .inputs = {branch.node, shortcut.node}});
}

Value Plan::Relu(Value x) { return Append({.kind = NodeKind::kRelu, .inputs = {x.node}}); }

Value Plan::Linear(Value x, Layer layer) {
  return AppendLayer({.kind = NodeKind::kLinear, .inputs = {x.node}}, std::move(layer));
}

void Plan::Name(Value value, std::string name) { names_.emplace_back(std::move(name), value.node); }

void Plan::Pack(std::size_t layer, const LayerWeights& weights, const KernelOptions& options) {
  const LayerShape& shape = layers_[layer].shape;
  if (weights.weights.size() != shape.weights() || weights.bias.size() != shape.out_channels) {
    throw Error(ErrorCode::kInternal, "the weights of " + layers_[layer].name +
                                          " are of another number than its shape asks for");
  }
  std::unique_ptr<LayerStep> step = MakeStep(layer, options);
  step->Pack(weights.channels());
  Seal(layer, std::move(step));
}

void Plan::Seal(std::size_t layer, std::unique_ptr<LayerStep> step) {
  step->Seal();
  nodes_[layer_nodes_[layer]].step = std::move(step);
}

std::unique_ptr<LayerStep> Plan::MakeStep(std::size_t layer, const KernelOptions& options) const {
  const LayerShape& shape = layers_[layer].shape;
  const Node& node = nodes_[layer_nodes_[layer]];
  if (node.kind == NodeKind::kLinear) return std::make_unique<LinearStep>(shape);
  const auto [height, width] = UsualSize(layer_nodes_[layer], options);
  return MakeConvolution(
      ChooseConvolutionKernel(shape, node.convolution, options.choice, height, width), shape,
      node.convolution);
}

std::pair<std::size_t, std::size_t> Plan::UsualSize(std::size_t node,
                                                    const KernelOptions& options) const {
  const Node& n = nodes_[node];
  if (n.kind == NodeKind::kInput) return {options.height, options.width};
  const auto [height, width] = UsualSize(n.inputs[0], options);
  if (n.kind == NodeKind::kConvolution && n.layer) {
    const std::size_t kernel = layers_[*n.layer].shape.kernel;
    const ConvolutionOptions& c = n.convolution;
    return {WindowPositions(height, kernel, c.stride, c.padding),
            WindowPositions(width, kernel, c.stride, c.padding)};
  }
  if (n.kind == NodeKind::kPooling) {
    const PoolingOptions& p = n.pooling;
    if (p.kind == PoolingKind::kGlobalAverage) return {1, 1};
    return {WindowPositions(height, p.window, p.stride, p.padding),
            WindowPositions(width, p.window, p.stride, p.padding)};
  }
  return {height, width};
}

bool Plan::packed() const {
  return std::all_of(layer_nodes_.begin(), layer_nodes_.end(),
                     [&](std::size_t node) { return nodes_[node].step != nullptr; });
}

std::optional<std::size_t> Plan::Find(std::string_view name) const {
  for (const auto& [candidate, node] : names_) {
    if (candidate == name) return node;
  }
  return std::nullopt;
}

std::string Plan::Describe(std::size_t node) const {
  if (nodes_[node].layer) return layers_[*nodes_[node].layer].name;
  for (const auto& [name, named] : names_) {
    if (named == node) return name;
  }
  return "";
}

std::vector<std::string> Plan::names() const {
  std::vector<std::string> names;
  names.reserve(names_.size());
  for (const auto& [name, node] : names_) names.push_back(name);
  return names;
}

}  // namespace residua::engine
