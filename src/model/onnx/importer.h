// Turns the nodes of an ONNX file into steps, one after the other.

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

// What a graph comes to.
struct Imported {
  Steps steps;
  std::size_t output = 0;  // the step that makes the logits
  bool softmax = false;    // the graph ends in one, which is left out
  std::size_t height = 0;  // of the image that the graph asks for, pixels; 0: any
  std::size_t width = 0;
  bool one_size = false;  // it works for images of this size alone
  const OnnxProgram* program = nullptr;
  std::size_t outputs = 1;  // how many the graph has

  // Of a step's node, or of its result where that has none.
  std::string NameOf(std::size_t step) const { return NameOfNode(*program, *steps[step].node); }
};

class Importer {
 public:
  // Sizes that the graph leaves open are `side` while shapes are worked out.
  Importer(const OnnxProgram& program, std::size_t side);

  // Throws Error(kUnsupportedCheckpoint) with the node that is not run and why, or
  // Error(kInvalidCheckpoint) if the graph contradicts itself.
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

  // Constants, and what leaves numbers as they are.
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
  // Between values of the same pixels.
  void ReadActivation(const NodeReader& node);
  void Clip(const NodeReader& node);
  void Add(const NodeReader& node);
  void Multiply(const NodeReader& node);
  void Concatenate(const NodeReader& node);
  void Softmax(const NodeReader& node);
  // Over places.
  void Pool(const NodeReader& node);
  void PoolAll(const NodeReader& node);
  void Pad(const NodeReader& node);
  void Thin(const NodeReader& node);  // Slice

  // Appends a step, to be filled in.
  Step& Begin(const NodeReader& node, StepKind kind, std::size_t input);
  // Works out the shape of the last step, and returns its place.
  std::size_t End(const NodeReader& node);
  // The same; what it makes is the node's result, of as many dimensions as `like` has.
  void Finish(const NodeReader& node, const Value& like);
  // The value of a step of four dimensions as they are in front of it, or of two.
  Value Maps(std::size_t step, const Value& like) const;
  // These set what the node gives.
  void AddPooling(const NodeReader& node, const Value& x, std::size_t from,
                  const engine::PoolingOptions& pooling);
  void Activate(const NodeReader& node, const Value& x, const engine::Activation& activation);
  // scale * x + shift, for each channel or one for all; into the layer that makes x if it can.
  void Scale(const NodeReader& node, const Value& x, std::vector<double> scale,
             std::vector<double> shift);
  // One number for each channel of x, or one for all, of a constant that is broadcast to x.
  std::vector<double> ForChannels(const NodeReader& node, const Value& x,
                                  const Value& constant) const;
  // A layer's weights, of `rows` x `columns` if they are a matrix; `axis`: of the output channels.
  StepWeights WeightsOf(const NodeReader& node, const Value& value, std::size_t axis) const;
  // Pads where a window cannot, and returns what it can: the same on all sides.
  std::pair<std::size_t, std::size_t> Padded(const NodeReader& node, std::size_t step,
                                             std::size_t window, std::size_t stride, float value);

  std::size_t ChannelAxis(const NodeReader& node, const Value& x) const;
  const Shape4& ShapeOf(const Value& x) const { return imported_.steps[x.step].shape; }

  const OnnxProgram& program_;
  std::vector<Value> values_;      // as the program's
  std::vector<std::size_t> uses_;  // per value
  std::int64_t batch_ = 1;         // images, as the graph counts
  Imported imported_;
};

}  // namespace residua::onnx
