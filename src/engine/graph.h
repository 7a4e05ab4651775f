// A network as a list of operators in the order of execution, without sizes or weights.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/channel_padding.h"
#include "engine/convolution.h"
#include "engine/data_type.h"
#include "engine/layer.h"
#include "engine/operator.h"
#include "engine/pooling.h"

namespace residua::engine {

// The result of a node. Valid only for the graph that created it.
struct Value {
  std::size_t node = 0;
};

struct Node {
  std::unique_ptr<const Operator> op;  // null for the input, which is the first node
  std::vector<std::size_t> inputs;     // nodes
  DataType type = DataType::kFloat32;  // of its result
  std::optional<std::size_t> layer;    // index into Graph::layers(), if it has weights
};

// Immutable; created by GraphBuilder.
class Graph {
 public:
  std::size_t input_channels() const { return input_channels_; }
  const std::vector<Node>& nodes() const { return nodes_; }

  // The layers that have weights, in the order of the architecture.
  const std::vector<Layer>& layers() const { return layers_; }
  std::size_t node_of_layer(std::size_t layer) const { return layer_nodes_[layer]; }

  // The node whose result has this name.
  std::optional<std::size_t> Find(std::string_view name) const;

  // The name of a node in reports: its layer, or the first name of its result.
  std::string Describe(std::size_t node) const;

  // All names, in the order in which they were added.
  std::vector<std::string> names() const;

 private:
  friend class GraphBuilder;

  std::size_t input_channels_ = 0;
  std::vector<Node> nodes_;
  std::vector<std::pair<std::string, std::size_t>> names_;  // with the node
  std::vector<Layer> layers_;
  std::vector<std::size_t> layer_nodes_;
};

// One method per operator. The last operator's result is the network's output.
class GraphBuilder {
 public:
  // N x H x W x channels; the first value of every graph.
  Value Input(std::size_t channels);

  // Appends any operator; the methods below use it.
  Value Append(std::unique_ptr<const Operator> op, const std::vector<Value>& inputs,
               std::optional<Layer> layer = std::nullopt);

  Value Convolution(Value x, Layer layer, const ConvolutionOptions& options);
  Value Pooling(Value x, const PoolingOptions& options);
  Value Addition(Value branch, Value shortcut);
  Value Activate(Value x, const Activation& activation);
  // A linear layer applied to every pixel, usually to the result of global pooling. Its kernel size
  // is 1.
  Value Linear(Value x, Layer layer);
  // N x H x W x C times N x 1 x 1 x C.
  Value Multiply(Value x, Value gates);
  // Concatenates values of equal size along the channels.
  Value Concatenate(const std::vector<Value>& values);
  Value PadChannels(Value x, const ChannelPaddingOptions& options);
  // The layer has one input channel per output channel: a scale and a shift.
  Value Affine(Value x, Layer layer);
  // The layer has one output channel; its input channels are the taps.
  Value ChannelConvolution(Value x, Layer layer);
  Value Blur(Value x, std::size_t stride);

  // Names a value, so that it can be requested. A value may have several names.
  void Name(Value value, std::string name);

  Graph Build() && { return std::move(graph_); }

 private:
  Graph graph_;
};

}  // namespace residua::engine
