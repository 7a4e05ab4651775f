#include "engine/graph.h"

#include "engine/activation.h"
#include "engine/addition.h"
#include "engine/affine.h"
#include "engine/blur.h"
#include "engine/channel_convolution.h"
#include "engine/concatenation.h"
#include "engine/linear.h"
#include "engine/multiplication.h"

namespace residua::engine {

std::optional<std::size_t> Graph::Find(std::string_view name) const {
  for (const auto& [candidate, node] : names_) {
    if (candidate == name) return node;
  }
  return std::nullopt;
}

std::string Graph::Describe(std::size_t node) const {
  if (nodes_[node].layer) return layers_[*nodes_[node].layer].name;
  for (const auto& [name, named] : names_) {
    if (named == node) return name;
  }
  return "";
}

std::vector<std::string> Graph::names() const {
  std::vector<std::string> names;
  names.reserve(names_.size());
  for (const auto& [name, node] : names_) names.push_back(name);
  return names;
}

Value GraphBuilder::Input(std::size_t channels) {
  graph_.input_channels_ = channels;
  graph_.nodes_.emplace_back();
  return {0};
}

Value GraphBuilder::Append(std::unique_ptr<const Operator> op, const std::vector<Value>& inputs,
                           std::optional<Layer> layer) {
  Node node{.op = std::move(op)};
  std::vector<DataType> types;
  for (const Value input : inputs) {
    node.inputs.push_back(input.node);
    types.push_back(graph_.nodes_[input.node].type);
  }
  node.type = node.op->InferType(types);
  if (layer) {
    node.layer = graph_.layers_.size();
    graph_.layers_.push_back(std::move(*layer));
    graph_.layer_nodes_.push_back(graph_.nodes_.size());
  }
  graph_.nodes_.push_back(std::move(node));
  return {graph_.nodes_.size() - 1};
}

Value GraphBuilder::Convolution(Value x, Layer layer, const ConvolutionOptions& options) {
  auto op = std::make_unique<ConvolutionOperator>(layer.shape, options);
  return Activate(Append(std::move(op), {x}, std::move(layer)), options.activation);
}

Value GraphBuilder::Pooling(Value x, const PoolingOptions& options) {
  return Append(std::make_unique<PoolingOperator>(options), {x});
}

Value GraphBuilder::Addition(Value branch, Value shortcut) {
  return Append(std::make_unique<AdditionOperator>(), {branch, shortcut});
}

Value GraphBuilder::Activate(Value x, const Activation& activation) {
  if (activation == Activation{}) return x;
  return Append(std::make_unique<ActivationOperator>(activation), {x});
}

Value GraphBuilder::Linear(Value x, Layer layer) {
  auto op = std::make_unique<LinearOperator>(layer.shape);
  return Append(std::move(op), {x}, std::move(layer));
}

Value GraphBuilder::Multiply(Value x, Value gates) {
  return Append(std::make_unique<MultiplicationOperator>(), {x, gates});
}

Value GraphBuilder::Concatenate(const std::vector<Value>& values) {
  return Append(std::make_unique<ConcatenationOperator>(), values);
}

Value GraphBuilder::PadChannels(Value x, const ChannelPaddingOptions& options) {
  return Append(std::make_unique<ChannelPaddingOperator>(options), {x});
}

Value GraphBuilder::Affine(Value x, Layer layer) {
  auto op = std::make_unique<AffineOperator>(layer.shape);
  return Append(std::move(op), {x}, std::move(layer));
}

Value GraphBuilder::ChannelConvolution(Value x, Layer layer) {
  auto op = std::make_unique<ChannelConvolutionOperator>(layer.shape);
  return Append(std::move(op), {x}, std::move(layer));
}

Value GraphBuilder::Blur(Value x, std::size_t stride) {
  return Append(std::make_unique<BlurOperator>(stride), {x});
}

void GraphBuilder::Name(Value value, std::string name) {
  graph_.names_.emplace_back(std::move(name), value.node);
}

}  // namespace residua::engine
