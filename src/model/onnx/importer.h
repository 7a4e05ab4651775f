// Converts the nodes of an ONNX file to steps, in order.

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/onnx_program.h"
#include "model/onnx/node.h"
#include "model/onnx/step.h"
#include "model/onnx/value.h"

namespace residua::onnx {

// The result of importing a graph.
struct Imported {
  Steps steps;
  std::size_t output = 0;  // the step that computes the logits
  bool softmax = false;    // the graph ends in a softmax, which is omitted
  std::size_t height = 0;  // of the image that the graph requires, pixels; 0: any
  std::size_t width = 0;
  bool one_size = false;  // images of other sizes are not supported
  const OnnxProgram* program = nullptr;
  std::size_t outputs = 1;  // number of outputs of the graph

  // The name of a step's node, or of its result if the node has no name.
  std::string NameOf(std::size_t step) const { return NameOfNode(*program, *steps[step].node); }
};

class Importer {
 public:
  // `side` replaces the image sizes that the graph leaves open while shapes are computed.
  Importer(const OnnxProgram& program, std::size_t side);

  // Throws Error(kUnsupportedCheckpoint), which names the unsupported node and the reason, or
  // Error(kInvalidCheckpoint) if the graph is inconsistent.
  Imported Run();

 private:
  struct Handler {
    const char* op;
    void (Importer::*run)(const NodeReader& node);
  };
  static const Handler handlers[];

  void AddInput(std::size_t side);
  void ReadNode(const NodeReader& node);
  bool CountsAsConstant(const OnnxNode& node) const;
  void ChooseOutput();

  // Constants, and nodes that do not change numbers.
  void Constant(const NodeReader& node);
  void ConstantOfShape(const NodeReader& node);
  void Pass(const NodeReader& node);
  void ShapeOf(const NodeReader& node);
  void Rearrange(const NodeReader& node);
  void Transpose(const NodeReader& node);
  void Quantise(const NodeReader& node);
  void Dequantise(const NodeReader& node);
  // Layers.
  void Convolution(const NodeReader& node);
  void Linear(const NodeReader& node);
  void BatchNormalisation(const NodeReader& node);
  // Elementwise nodes.
  void ReadActivation(const NodeReader& node);
  void Clip(const NodeReader& node);
  void Add(const NodeReader& node);
  void Multiply(const NodeReader& node);
  void Concatenate(const NodeReader& node);
  void Softmax(const NodeReader& node);
  // Nodes over several pixels.
  void Pool(const NodeReader& node);
  void PoolAll(const NodeReader& node);
  void Pad(const NodeReader& node);
  void Thin(const NodeReader& node);  // Slice

  // Appends a step, which the caller completes.
  Step& Begin(const NodeReader& node, StepKind kind, std::size_t input);
  // Computes the shape of the last step and returns its index.
  std::size_t End(const NodeReader& node);
  // As End, and sets the result of the node, with the same rank as `like`.
  void Finish(const NodeReader& node, const Value& like);
  // The value of a step, with the rank and the layout of `like`.
  Value Maps(std::size_t step, const Value& like) const;
  // The following functions set the result of the node.
  void AddPooling(const NodeReader& node, const Value& x, std::size_t from,
                  const engine::PoolingOptions& pooling);
  void Activate(const NodeReader& node, const Value& x, const engine::Activation& activation);
  // scale * x + shift, per channel or with one number for all. Folded into the layer that computes
  // x if possible.
  void Scale(const NodeReader& node, const Value& x, std::vector<double> scale,
             std::vector<double> shift);
  // The values of a constant that is broadcast to x: one per channel of x, or one for all.
  std::vector<double> ForChannels(const NodeReader& node, const Value& x,
                                  const Value& constant) const;
  // The weights of a layer. `axis` is the dimension of the output channels.
  StepWeights WeightsOf(const NodeReader& node, const Value& value, std::size_t axis) const;
  // Returns the padding on all sides that a window supports. Adds a padding step for any other
  // padding.
  std::pair<std::size_t, std::size_t> Padded(const NodeReader& node, std::size_t step,
                                             std::size_t window, std::size_t stride, float value);

  std::size_t ChannelAxis(const NodeReader& node, const Value& x) const;
  const Shape4& ShapeOf(const Value& x) const { return imported_.steps[x.step].shape; }

  const OnnxProgram& program_;
  std::vector<Value> values_;      // as in the program
  std::vector<std::size_t> uses_;  // per value
  std::int64_t batch_ = 1;         // number of images, as in the graph
  Imported imported_;
};

}  // namespace residua::onnx
