// Elementwise nodes.

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/activation.h"
#include "engine/addition.h"
#include "engine/concatenation.h"
#include "engine/multiplication.h"
#include "model/onnx/constants.h"
#include "model/onnx/importer.h"

namespace residua::onnx {
namespace {

using engine::Activation;

struct KnownActivation {
  const char* op;
  Activation activation;
};

constexpr KnownActivation kActivations[] = {
    {"Relu", engine::kRelu},           {"Sigmoid", engine::kSigmoid}, {"Tanh", engine::kTanh},
    {"HardSwish", engine::kHardSwish}, {"Mish", engine::kMish},       {"Gelu", engine::kGelu},
};

bool Near(double a, double b) { return std::abs(a - b) < 1e-3; }

bool All(const std::vector<double>& values, double value) {
  return std::ranges::all_of(values, [&](double each) { return Near(each, value); });
}

}  // namespace

void Importer::Activate(const NodeReader& node, const Value& x, const Activation& activation) {
  Step& made = Begin(node, StepKind::kActivation, x.step);
  made.activation = activation;
  made.operation = std::make_unique<engine::ActivationOperator>(activation);
  Finish(node, x);
}

void Importer::ReadActivation(const NodeReader& node) {
  const Value& x = node.Maps(0);
  const std::string& op = node.op();
  for (const KnownActivation& known : kActivations) {
    if (op != known.op) continue;
    if (op == "Gelu" && node.Says("approximate", "tanh")) node.Refuse("it is approximated");
    return Activate(node, x, known.activation);
  }
  if (op == "LeakyRelu") {
    const auto slope = static_cast<float>(node.Real("alpha", 0.01));
    return Activate(node, x, engine::LeakyRelu(slope));
  }
  if (op == "Elu") {
    const auto alpha = static_cast<float>(node.Real("alpha", 1));
    return Activate(node, x, engine::Elu(alpha));
  }
  if (op == "HardSigmoid") {
    if (!Near(node.Real("alpha", 0.2), 1.0 / 6) || !Near(node.Real("beta", 0.5), 0.5)) {
      node.Refuse("its slope is not 1/6");
    }
    return Activate(node, x, engine::kHardSigmoid);
  }
  Begin(node, StepKind::kErrorFunction, x.step);
  Finish(node, x);
}

void Importer::Clip(const NodeReader& node) {
  const auto limit = [&](const char* attribute, std::size_t input, double otherwise) {
    return node.Has(input) ? node.Constant(input).numbers.at(0) : node.Real(attribute, otherwise);
  };
  for (const std::size_t input : {1, 2}) {
    if (node.Has(input) && node.Constant(input).numbers.size() != 1) {
      node.Refuse("its limit is no number");
    }
  }
  constexpr double kFar = 1e38;
  const double low = limit("min", 1, -kFar);
  const double high = limit("max", 2, kFar);
  const Value& x = node.Maps(0);
  if (low <= -kFar && high >= kFar) return node.Set(x);
  if (low != 0 || (high != 6 && high < kFar)) {
    node.Refuse("its limits are neither 0 and 6 nor 0 and infinity");
  }
  Activate(node, x, high == 6 ? engine::kRelu6 : engine::kRelu);
}

std::vector<double> Importer::ForChannels(const NodeReader& node, const Value& x,
                                          const Value& constant) const {
  if (constant.numbers.size() == 1) return constant.numbers;
  const std::size_t axis = ChannelAxis(node, x);
  const std::size_t rank = x.shape.size();
  // Broadcasting aligns shapes at their last dimensions.
  const std::size_t missing = rank - std::min(rank, constant.shape.size());
  bool fits = constant.shape.size() <= rank;
  for (std::size_t i = 0; fits && i < constant.shape.size(); ++i) {
    const std::size_t own = i + missing;
    fits = constant.shape[i] == (own == axis ? x.shape[axis] : 1);
  }
  if (!fits) node.Refuse("its constant is not one number for each channel");
  return constant.numbers;
}

void Importer::Add(const NodeReader& node) {
  const bool subtracts = node.op() == "Sub";
  if (node.inputs() != 2) node.Refuse("it has not two inputs");
  const Value& a = node.In(0);
  const Value& b = node.In(1);
  if (a.kind == ValueKind::kMaps && b.kind == ValueKind::kMaps) {
    if (subtracts) node.Refuse("it subtracts what is made of the image");
    const Value& x = node.Maps(0);
    const Value& y = node.Maps(1);
    if (x.shape != y.shape || x.channels_last != y.channels_last) {
      node.Refuse("its inputs have different shapes");
    }
    Step& made = Begin(node, StepKind::kAddition, x.step);
    made.inputs.push_back(y.step);
    made.operation = std::make_unique<engine::AdditionOperator>();
    return Finish(node, x);
  }
  const std::size_t maps = a.kind == ValueKind::kMaps ? 0 : 1;
  const Value& x = node.Maps(maps);
  std::vector<double> shift = ForChannels(node, x, node.Constant(1 - maps));
  if (subtracts && maps == 0) {
    for (double& each : shift) each = -each;
  }
  Scale(node, x, {subtracts && maps == 1 ? -1.0 : 1.0}, std::move(shift));
}

void Importer::Multiply(const NodeReader& node) {
  const bool divides = node.op() == "Div";
  const Value& a = node.In(0);
  const Value& b = node.In(1);
  const bool both = a.kind == ValueKind::kMaps && b.kind == ValueKind::kMaps;
  if (!both) {
    const bool first_is_maps = a.kind == ValueKind::kMaps;
    if (divides && !first_is_maps) node.Refuse("it divides by what is made of the image");
    const Value& x = node.Maps(first_is_maps ? 0 : 1);
    std::vector<double> scale = ForChannels(node, x, node.Constant(first_is_maps ? 1 : 0));
    if (divides) {
      for (double& each : scale) each = 1 / each;
    }
    return Scale(node, x, std::move(scale), {0});
  }
  if (divides) node.Refuse("it divides by what is made of the image");
  // If one factor is an activation of the other, the product is a known activation.
  for (const std::size_t i : {0, 1}) {
    const Value& x = node.Maps(i);
    const Value& other = node.Maps(1 - i);
    const Step& step = imported_.steps[other.step];
    if (step.kind == StepKind::kActivation && step.inputs[0] == x.step) {
      if (step.activation == engine::kSigmoid) {
        return Activate(node, x, engine::kSilu);
      }
      if (step.activation == engine::kHardSigmoid) {
        return Activate(node, x, engine::kHardSwish);
      }
    }
    // x * (erf(x / sqrt(2)) + 1) is twice GELU.
    if (step.kind == StepKind::kAffine && All(step.weights.factor, 1) &&
        All(step.weights.bias, 1)) {
      const Step& error = imported_.steps[step.inputs[0]];
      const Step& half =
          imported_.steps[error.kind == StepKind::kErrorFunction ? error.inputs[0] : 0];
      if (half.kind == StepKind::kAffine && half.inputs[0] == x.step &&
          All(half.weights.factor, std::sqrt(0.5)) && All(half.weights.bias, 0)) {
        Activate(node, x, engine::kGelu);
        return Scale(node, Value(node.Out()), {2}, {0});
      }
    }
  }
  const bool gates_first = ShapeOf(a).height * ShapeOf(a).width == 1;
  const Value& x = node.Maps(gates_first ? 1 : 0);
  const Value& gates = node.Maps(gates_first ? 0 : 1);
  const Shape4& shape = ShapeOf(gates);
  if (shape.height * shape.width != 1 || shape.channels != ShapeOf(x).channels ||
      gates.shape.size() != x.shape.size() ||
      gates.shape[ChannelAxis(node, x)] != static_cast<std::int64_t>(shape.channels)) {
    node.Refuse("it multiplies maps by maps");
  }
  Step& made = Begin(node, StepKind::kMultiplication, x.step);
  made.inputs.push_back(gates.step);
  made.operation = std::make_unique<engine::MultiplicationOperator>();
  Finish(node, x);
}

void Importer::Concatenate(const NodeReader& node) {
  const Value& x = node.Maps(0);
  Step& made = Begin(node, StepKind::kConcatenation, x.step);
  const std::size_t axis = AxisOf(node, node.Integer("axis", 1), x.shape.size());
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    const Value& part = node.Maps(i);
    if (part.shape.size() != x.shape.size() || part.channels_last != x.channels_last ||
        axis != ChannelAxis(node, part)) {
      node.Refuse("it does not join channels");
    }
    if (i > 0) made.inputs.push_back(part.step);
  }
  made.operation = std::make_unique<engine::ConcatenationOperator>();
  Finish(node, x);
}

void Importer::Softmax(const NodeReader& node) {
  Value x = node.Maps(0);
  const std::int64_t axis = node.Integer("axis", program_.opset < 13 ? 1 : -1);
  const Shape4& shape = ShapeOf(x);
  if (shape.height * shape.width != 1 ||
      AxisOf(node, axis, x.shape.size()) != ChannelAxis(node, x)) {
    node.Refuse("it is not over the classes");
  }
  x.ending = Ending::kSoftmax;
  node.Set(x);
}

}  // namespace residua::onnx
