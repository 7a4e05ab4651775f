// Nodes with weights.

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/affine.h"
#include "engine/channel_convolution.h"
#include "engine/linear.h"
#include "engine/spatial_padding.h"
#include "model/onnx/constants.h"
#include "model/onnx/importer.h"

namespace residua::onnx {
namespace {

constexpr std::int64_t kMostPixels = 4096;  // maximum of a window, a stride or a padding

bool Ascends(std::int64_t least, std::int64_t value) {
  return value >= least && value <= kMostPixels;
}

// The common value of an attribute's numbers, which must be equal; `otherwise` if it has none.
std::size_t Same(const NodeReader& node, const char* attribute, std::int64_t otherwise) {
  const std::vector<std::int64_t> numbers = node.Integers(attribute);
  for (const std::int64_t number : numbers) {
    if (!Ascends(1, number)) node.Refuse(std::string(attribute) + " is out of range");
    if (number != numbers[0]) {
      node.Refuse(std::string(attribute) + " differ between height and width");
    }
  }
  return static_cast<std::size_t>(numbers.empty() ? otherwise : numbers[0]);
}

// Transposes a matrix from in x out to out x in.
void Turn(std::size_t outputs, std::vector<float>& numbers) {
  const std::size_t inputs = numbers.size() / outputs;
  std::vector<float> turned(numbers.size());
  for (std::size_t i = 0; i < turned.size(); ++i) {
    turned[i] = numbers[i % inputs * outputs + i / inputs];
  }
  numbers = std::move(turned);
}

}  // namespace

void WeightCode::Apply(std::size_t outputs, std::vector<float>& numbers) const {
  const std::size_t inputs = numbers.size() / outputs;
  if (transposed) Turn(outputs, numbers);
  if (scale.empty()) return;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::size_t channel = scale.size() == 1 ? 0 : i / inputs;
    float number = numbers[i];
    if (rounds) {
      number = std::clamp(std::nearbyint(number / scale[channel]) + zero[channel], lowest, highest);
    }
    numbers[i] = (number - zero[channel]) * scale[channel];
  }
}

std::pair<std::size_t, std::size_t> Importer::Padded(const NodeReader& node, std::size_t step,
                                                     std::size_t window, std::size_t stride,
                                                     float value) {
  std::vector<std::int64_t> pads = node.Integers("pads");
  const bool upper = node.Says("auto_pad", "SAME_UPPER");
  if (upper || node.Says("auto_pad", "SAME_LOWER")) {
    const Shape4& shape = imported_.steps[step].shape;
    pads.assign(4, 0);
    for (const std::size_t axis : {0, 1}) {
      const std::size_t size = axis == 0 ? shape.height : shape.width;
      const std::size_t covered = ((size + stride - 1) / stride - 1) * stride + window;
      const auto both = static_cast<std::int64_t>(covered > size ? covered - size : 0);
      const std::int64_t less = both / 2;
      pads[axis] = upper ? less : both - less;
      pads[axis + 2] = upper ? both - less : less;
    }
    imported_.one_size = imported_.one_size || stride > 1;
  } else if (node.Says("auto_pad", "VALID")) {
    pads.clear();
  }
  if (pads.empty()) return {step, 0};
  if (pads.size() != 4) node.Refuse("it has " + std::to_string(pads.size()) + " pads, expected 4");
  for (const std::int64_t pad : pads) {
    if (!Ascends(0, pad)) node.Refuse("pads are out of range");
  }
  if (std::ranges::all_of(pads, [&](std::int64_t pad) { return pad == pads[0]; })) {
    return {step, static_cast<std::size_t>(pads[0])};
  }
  Begin(node, StepKind::kPadding, step).operation =
      std::make_unique<engine::SpatialPaddingOperator>(
          engine::SpatialPaddingOptions{.top = static_cast<std::size_t>(pads[0]),
                                        .left = static_cast<std::size_t>(pads[1]),
                                        .bottom = static_cast<std::size_t>(pads[2]),
                                        .right = static_cast<std::size_t>(pads[3]),
                                        .value = value});
  return {End(node), 0};
}

StepWeights Importer::WeightsOf(const NodeReader& node, const Value& value,
                                std::size_t axis) const {
  StepWeights weights;
  if (value.kind == ValueKind::kWeight) {
    if (value.type == DType::kOther) node.Refuse("its weights are of a type that is not read");
    if (!IsFloatingPoint(value.type) && value.code.scale.empty()) {
      node.Refuse("its weights are whole numbers without a scale");
    }
    weights.tensor = value.tensor;
    weights.code = value.code;
    if (value.code.scale.size() > 1 && value.code.axis != axis) {
      node.Refuse("its weights have scales along another axis than that of its outputs");
    }
  } else if (value.kind == ValueKind::kConstant) {
    for (const double number : value.numbers) weights.numbers.push_back(static_cast<float>(number));
  } else {
    node.Refuse("its weights are not part of the file");
  }
  const auto outputs = static_cast<std::size_t>(value.shape[axis]);
  if (value.elements() == 0) node.Refuse("its weights are empty");
  weights.factor.assign(outputs, 1);
  weights.bias.assign(outputs, 0);
  return weights;
}

void Importer::Convolution(const NodeReader& node) {
  const Value& x = node.Maps(0);
  const Value& w = node.In(1);
  const bool along_channels = w.shape.size() == 3 && x.shape.size() == 3;
  if (!along_channels && (w.shape.size() != 4 || x.shape.size() != 4 || x.channels_last)) {
    node.Refuse("its input is no N x C x H x W");
  }
  const std::size_t stride = Same(node, "strides", 1);
  const std::size_t dilation = Same(node, "dilations", 1);
  const std::int64_t groups = node.Integer("group", 1);
  StepWeights weights = WeightsOf(node, w, 0);
  if (node.Has(2)) {
    weights.bias = node.Constant(2).numbers;
    if (weights.bias.size() != weights.factor.size()) {
      node.Refuse("it has a bias of another length");
    }
  }
  const auto size = [&](std::size_t axis) { return static_cast<std::size_t>(w.shape[axis]); };
  if (along_channels) {
    const std::vector<std::int64_t> pads = node.Integers("pads");
    const std::int64_t half = w.shape[2] / 2;
    if (w.shape[0] != 1 || w.shape[1] != 1 || w.shape[2] % 2 == 0 || stride != 1 || dilation != 1 ||
        x.shape[1] != 1 || ShapeOf(x).height != 1 || ShapeOf(x).width != 1 ||
        pads != std::vector<std::int64_t>{half, half}) {
      node.Refuse("it has one dimension, and is none along channels");
    }
    Step& made = Begin(node, StepKind::kChannelConvolution, x.step);
    made.weights = std::move(weights);
    made.layer = {.out_channels = 1, .in_channels = size(2)};
    made.operation = std::make_unique<engine::ChannelConvolutionOperator>(*made.layer);
    Finish(node, x);
    return;
  }
  const std::size_t channels = ShapeOf(x).channels;
  if (w.shape[2] != w.shape[3] || !Ascends(1, w.shape[2])) {
    node.Refuse("its window of " + std::to_string(w.shape[2]) + " x " + std::to_string(w.shape[3]) +
                " is not square");
  }
  if (groups < 1 || channels % static_cast<std::size_t>(groups) != 0 ||
      size(1) != channels / static_cast<std::size_t>(groups) ||
      size(0) % static_cast<std::size_t>(groups) != 0) {
    node.Refuse("its weights do not fit the " + std::to_string(channels) +
                " channels of its input");
  }
  const auto [from, padding] = Padded(node, x.step, (size(2) - 1) * dilation + 1, stride, 0);
  Step& made = Begin(node, StepKind::kConvolution, from);
  made.weights = std::move(weights);
  made.layer = {.out_channels = size(0),
                .in_channels = channels,
                .kernel = size(2),
                .groups = static_cast<std::size_t>(groups)};
  made.convolution = {.stride = stride, .padding = padding, .dilation = dilation};
  made.operation = std::make_unique<engine::ConvolutionOperator>(*made.layer, made.convolution);
  Finish(node, x);
}

void Importer::Linear(const NodeReader& node) {
  const bool gemm = node.op() == "Gemm";
  const Value& x = node.Maps(0);
  const Value& w = node.In(1);
  if (w.shape.size() != 2 || (gemm && (x.shape.size() != 2 || node.Integer("transA", 0) != 0))) {
    node.Refuse("it is no product of the image's numbers and a matrix");
  }
  const bool rows_are_outputs = gemm && node.Integer("transB", 0) != 0;
  const std::size_t axis = rows_are_outputs ? 0 : 1;
  const auto outputs = static_cast<std::size_t>(w.shape[axis]);
  const auto inputs = static_cast<std::size_t>(w.shape[1 - axis]);
  const Shape4 shape = ShapeOf(x);
  StepWeights weights = WeightsOf(node, w, axis);
  const bool turned = !rows_are_outputs;
  if (weights.tensor != kNoOnnxTensor) {
    weights.code.transposed = weights.code.transposed != turned;
  } else if (turned) {
    Turn(outputs, weights.numbers);
  }
  const double alpha = gemm ? node.Real("alpha", 1) : 1;
  std::ranges::fill(weights.factor, alpha);
  if (gemm && node.Has(2)) {
    const std::vector<double>& bias = node.Constant(2).numbers;
    if (bias.size() != 1 && bias.size() != outputs) node.Refuse("it has a bias of another length");
    const double beta = node.Real("beta", 1);
    for (std::size_t i = 0; i < outputs; ++i) {
      weights.bias[i] = beta * bias[bias.size() == 1 ? 0 : i];
    }
  }
  Step& made = Begin(node, StepKind::kLinear, x.step);
  made.weights = std::move(weights);
  made.layer = {.out_channels = outputs, .in_channels = inputs};
  // A matrix applied to flattened maps is a convolution whose window covers the whole map.
  if (x.shape.size() == 2 && shape.height * shape.width > 1) {
    const std::size_t pixels = shape.height * shape.width;
    if (shape.height != shape.width || inputs != pixels * shape.channels || x.channels_last ||
        shape.height > kMostPixels) {
      node.Refuse("its input is a list of all pixels");
    }
    imported_.one_size = true;
    made.kind = StepKind::kConvolution;
    made.layer->in_channels = shape.channels;
    made.layer->kernel = shape.height;
    made.operation = std::make_unique<engine::ConvolutionOperator>(*made.layer, made.convolution);
  } else {
    ChannelAxis(node, x);
    if (x.shape.size() == 4 && !x.channels_last) node.Refuse("it multiplies along the width");
    made.operation = std::make_unique<engine::LinearOperator>(*made.layer);
  }
  Finish(node, x);
}

void Importer::BatchNormalisation(const NodeReader& node) {
  const Value& x = node.Maps(0);
  const std::vector<double>& scale = node.Constant(1).numbers;
  const std::vector<double>& shift = node.Constant(2).numbers;
  const std::vector<double>& mean = node.Constant(3).numbers;
  const std::vector<double>& variance = node.Constant(4).numbers;
  const double epsilon = node.Real("epsilon", 1e-5f);
  const std::size_t channels = ShapeOf(x).channels;
  for (const std::vector<double>* numbers : {&scale, &shift, &mean, &variance}) {
    if (numbers->size() != channels) node.Refuse("it is of another number of channels");
  }
  if (x.channels_last || ChannelAxis(node, x) != 1) node.Refuse("its input is no N x C x H x W");
  std::vector<double> factor(channels);
  std::vector<double> bias(channels);
  for (std::size_t i = 0; i < channels; ++i) {
    factor[i] = scale[i] / std::sqrt(variance[i] + epsilon);
    bias[i] = shift[i] - mean[i] * factor[i];
  }
  Scale(node, x, std::move(factor), std::move(bias));
}

void Importer::Scale(const NodeReader& node, const Value& x, std::vector<double> scale,
                     std::vector<double> shift) {
  ChannelAxis(node, x);
  const std::size_t channels = ShapeOf(x).channels;
  // Makes copies, since assign() must not read from the vector it modifies.
  if (scale.size() == 1) scale = std::vector<double>(channels, scale[0]);
  if (shift.size() == 1) shift = std::vector<double>(channels, shift[0]);
  const Step& from = imported_.steps[x.step];
  if (!x.shared && from.has_weights() && from.kind != StepKind::kChannelConvolution) {
    StepWeights& weights = imported_.steps[x.step].weights;
    for (std::size_t i = 0; i < channels; ++i) {
      weights.factor[i] *= scale[i];
      weights.bias[i] = weights.bias[i] * scale[i] + shift[i];
    }
    Value same = x;
    // The factors 0.5 and 2 of GELU cancel out.
    const auto all = [](const std::vector<double>& numbers, double number) {
      return std::ranges::all_of(numbers, [&](double each) { return each == number; });
    };
    if (from.kind == StepKind::kAffine && x.step + 1 == imported_.steps.size() &&
        all(weights.factor, 1) && all(weights.bias, 0)) {
      same.step = from.inputs[0];
      imported_.steps.pop_back();
    }
    return node.Set(same);
  }
  Step& made = Begin(node, StepKind::kAffine, x.step);
  made.layer = {.out_channels = channels, .in_channels = 1};
  made.operation = std::make_unique<engine::AffineOperator>(*made.layer);
  made.weights.factor = std::move(scale);
  made.weights.bias = std::move(shift);
  Finish(node, x);
}

void Importer::Quantise(const NodeReader& node) {
  Value value = node.In(0);
  const std::vector<double>& scale = node.Constant(1).numbers;
  std::vector<double> zero(scale.size(), 0);
  DType type = DType::kU8;
  if (node.Has(2)) {
    zero = node.Constant(2).numbers;
    type = node.Constant(2).type;
  }
  if ((type != DType::kI8 && type != DType::kU8) || zero.size() != scale.size() || scale.empty()) {
    node.Refuse("its numbers are not of 8 bits");
  }
  const float lowest = type == DType::kI8 ? -128 : 0;
  const float highest = lowest + 255;
  if (value.kind == ValueKind::kWeight) {
    if (!value.code.scale.empty()) node.Refuse("its weights are quantised already");
    value.code.rounds = true;
    value.code.lowest = lowest;
    value.code.highest = highest;
    value.type = type;
  } else {
    node.Maps(0);
    if (scale.size() != 1) node.Refuse("it has several scales");
    value.codes = {.scale = static_cast<float>(scale[0]),
                   .zero = static_cast<float>(zero[0]),
                   .lowest = lowest,
                   .highest = highest};
  }
  node.Set(value);
}

void Importer::Dequantise(const NodeReader& node) {
  Value value = node.In(0);
  const std::vector<double>& scale = node.Constant(1).numbers;
  std::vector<double> zero(scale.size(), 0);
  if (node.Has(2)) zero = node.Constant(2).numbers;
  if (zero.size() != scale.size() || scale.empty()) node.Refuse("it has scales of another number");
  if (value.kind == ValueKind::kWeight) {
    if (!value.code.scale.empty() || (value.type != DType::kI8 && value.type != DType::kU8)) {
      node.Refuse("its weights are not of 8 bits");
    }
    if (scale.size() > 1) {
      value.code.axis = AxisOf(node, node.Integer("axis", 1), value.shape.size());
      if (static_cast<std::int64_t>(scale.size()) != value.shape[value.code.axis]) {
        node.Refuse("it has scales of another number");
      }
    }
    value.code.scale.assign(scale.begin(), scale.end());
    value.code.zero.assign(zero.begin(), zero.end());
    value.type = DType::kF32;
    node.Set(value);
    return;
  }
  if (!value.codes || scale.size() != 1 || value.codes->scale != static_cast<float>(scale[0]) ||
      value.codes->zero != static_cast<float>(zero[0])) {
    node.Refuse("its input was not quantised by the same scale");
  }
  Begin(node, StepKind::kQuantisation, value.step).operation =
      std::make_unique<engine::QuantisationOperator>(*value.codes);
  Finish(node, value);
}

}  // namespace residua::onnx
