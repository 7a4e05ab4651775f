// A network as a list of steps, in the order in which they run, without shapes: what the
// architecture makes, what weights are packed into, and what an Execution runs.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/convolution_step.h"
#include "engine/kernel_choice.h"
#include "engine/layer.h"
#include "engine/pooling_step.h"
#include "engine/step.h"

namespace residua::engine {

// The result of a node. Only meaningful in the plan that made it.
struct Value {
  std::size_t node = 0;
};

enum class NodeKind { kInput, kConvolution, kPooling, kAddition, kRelu, kLinear };

struct Node {
  NodeKind kind = NodeKind::kInput;
  std::vector<std::size_t> inputs;   // nodes
  std::optional<std::size_t> layer;  // in Plan::layers(), where it has weights
  ConvolutionOptions convolution;    // kConvolution
  PoolingOptions pooling;            // kPooling
  std::unique_ptr<Step> step;        // null until packed; additions are made by the Execution
};

class Plan {
 public:
  // N x H x W x channels; the first node of every plan.
  Value Input(std::size_t channels);

  Value Convolution(Value x, Layer layer, const ConvolutionOptions& options);
  Value Pooling(Value x, const PoolingOptions& options);
  Value Addition(Value branch, Value shortcut);
  Value Relu(Value x);
  // The layer's kernel is 1 and the image is 1 x 1.
  Value Linear(Value x, Layer layer);

  // Lets users ask for a value by this name. A value may have several.
  void Name(Value value, std::string name);

  // The layers that want weights, in the order in which the architecture asked for them.
  const std::vector<Layer>& layers() const { return layers_; }

  // The step of one layer, for its weights to be packed. Throws Error(kOutOfMemory).
  std::unique_ptr<LayerStep> MakeStep(std::size_t layer, const KernelOptions& options = {}) const;

  // Seals a step that has all weights of the layer, and keeps it. Throws Error(kOutOfMemory).
  void Seal(std::size_t layer, std::unique_ptr<LayerStep> step);

  // Makes, packs and seals the step of one layer; the weights may be freed afterwards. Throws
  // Error(kInternal) if the counts do not fit, Error(kOutOfMemory).
  void Pack(std::size_t layer, const LayerWeights& weights, const KernelOptions& options = {});

  bool packed() const;

  std::size_t input_channels() const { return input_channels_; }
  const std::vector<Node>& nodes() const { return nodes_; }

  // The node whose result has this name.
  std::optional<std::size_t> Find(std::string_view name) const;

  // What a node is called in reports: its layer, or the first name of its result.
  std::string Describe(std::size_t node) const;

  // All names, in the order in which they were given.
  std::vector<std::string> names() const;

 private:
  Value Append(Node node);
  Value AppendLayer(Node node, Layer layer);
  // Height and width of a node's result for inputs of the size in `options`, at least 1 each.
  std::pair<std::size_t, std::size_t> UsualSize(std::size_t node,
                                                const KernelOptions& options) const;

  std::size_t input_channels_ = 0;
  std::vector<Node> nodes_;
  std::vector<std::pair<std::string, std::size_t>> names_;  // with the node
  std::vector<Layer> layers_;
  std::vector<std::size_t> layer_nodes_;  // per layer, the node that it belongs to
};

}  // namespace residua::engine
