// The steps of an ONNX graph: the engine's operators in an executable order, with batch
// normalisation and constant arithmetic folded in.

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

// How the values stored in a weight tensor are converted to the weights of a layer.
struct WeightCode {
  bool transposed = false;  // the matrix is in x out
  // Quantised first (QuantizeLinear), with one scale per output channel.
  bool rounds = false;
  float lowest = 0;
  float highest = 0;
  // (number - zero) * scale, with one scale for all values or one per output channel; empty: the
  // values are used as stored.
  std::vector<float> scale;
  std::vector<float> zero;
  std::size_t axis = 0;  // of the scales in the tensor's shape

  // Replaces the values of the tensor by the weights of a layer with `outputs` output channels,
  // which become the first dimension.
  void Apply(std::size_t outputs, std::vector<float>& numbers) const;
};

// The parameters of a layer: y = factor * (weights * x) + bias.
struct StepWeights {
  std::size_t tensor = kNoOnnxTensor;  // in the program; if none, `numbers`
  std::vector<float> numbers;          // the weights themselves; empty for a kAffine
  WeightCode code;                     // of the tensor
  std::vector<double> factor;          // per output channel
  std::vector<double> bias;            // per output channel
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
  kErrorFunction,  // an intermediate form of GELU without an operator
};

struct Step {
  StepKind kind = StepKind::kInput;
  const OnnxNode* node = nullptr;   // null for the input
  std::vector<std::size_t> inputs;  // earlier steps
  Shape4 shape;                     // of the result, for one image of the assumed size
  std::unique_ptr<const engine::Operator> operation;
  std::optional<engine::LayerShape> layer;  // set for steps with weights
  StepWeights weights;
  // Only the member for the step's kind is used.
  engine::ConvolutionOptions convolution;
  engine::PoolingOptions pooling;
  engine::Activation activation;
  bool reflects = false;   // for a kPadding
  std::string layer_name;  // in the paper's terms; empty: the name of the node

  bool has_weights() const { return layer.has_value(); }
  bool is_global_pooling() const {
    return kind == StepKind::kPooling && (pooling.kind == engine::PoolingKind::kGlobalAverage ||
                                          pooling.kind == engine::PoolingKind::kGlobalMax);
  }
};

// The first step is the input.
using Steps = std::vector<Step>;

}  // namespace residua::onnx
