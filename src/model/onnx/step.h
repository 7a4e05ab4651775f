// What an ONNX graph comes to in the engine's terms: operators in an order in which they can run,
// batch normalisation and arithmetic with constants already folded in.

#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checkpoint/onnx_program.h"
#include "core/tensor.h"
#include "engine/convolution.h"
#include "engine/layer.h"
#include "engine/operator.h"
#include "engine/pooling.h"
#include "engine/quantisation.h"

namespace residua::onnx {

// How a weight tensor of the file becomes the numbers that multiply.
struct WeightCode {
  bool transposed = false;  // a matrix of in x out
  // Rounded first (QuantizeLinear), each output channel by its scale.
  bool rounds = false;
  float lowest = 0;
  float highest = 0;
  // (number - zero) * scale, each one or one for every output channel; empty: the number itself.
  std::vector<float> scale;
  std::vector<float> zero;
  std::size_t axis = 0;  // of the scales in the tensor's shape

  // The tensor's numbers become those of a layer of so many outputs, these first.
  void Apply(std::size_t outputs, std::vector<float>& numbers) const;
};

// The numbers of a layer: y = factor * (weights * x) + bias.
struct StepWeights {
  std::size_t tensor = kNoOnnxTensor;  // of the program; or else
  std::vector<float> numbers;          // the weights themselves; none of a kAffine
  WeightCode code;                     // of the tensor
  std::vector<double> factor;          // for each output channel
  std::vector<double> bias;            // likewise
};

enum class StepKind {
  kInput,
  kConvolution,
  kLinear,
  kChannelConvolution,
  kAffine,
  kActivation,
  kPooling,
  kAddition,
  kMultiplication,
  kConcatenation,
  kPadding,
  kChannelPadding,
  kQuantisation,
  kErrorFunction,  // a part of GELU, for which there is no operator
};

struct Step {
  StepKind kind = StepKind::kInput;
  const OnnxNode* node = nullptr;   // null of the input
  std::vector<std::size_t> inputs;  // steps before this
  Shape4 shape;                     // of its result, for one image of the usual size
  std::unique_ptr<const engine::Operator> operation;
  std::optional<engine::LayerShape> layer;  // of those with weights
  StepWeights weights;
  // Of the kind that it is.
  engine::ConvolutionOptions convolution;
  engine::PoolingOptions pooling;
  engine::Activation activation;
  bool reflects = false;   // a kPadding
  std::string layer_name;  // in the paper's terms; empty: that of its node

  bool has_weights() const { return layer.has_value(); }
  bool is_global_pooling() const {
    return kind == StepKind::kPooling && (pooling.kind == engine::PoolingKind::kGlobalAverage ||
                                          pooling.kind == engine::PoolingKind::kGlobalMax);
  }
};

// The first one is the input.
using Steps = std::vector<Step>;

}  // namespace residua::onnx
