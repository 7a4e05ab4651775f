// Nodes that compute every number from those at its place.

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

Value Importer::Activated(const NodeReader& node, const Value& x, const Activation& activation) {
  Step made{.kind = StepKind::kActivation, .inputs = {x.step}, .activation = activation};
  made.operation = std::make_unique<engine::ActivationOperator>(activation);
  Value result = x;
  result.step = Append(node, std::move(made));
  result.shared = false;
  return result;
}

void Importer::Activate(const NodeReader& node) {
  const Value& x = node.Maps(0);
  const std::string& op = node.op();
  for (const KnownActivation& known : kActivations) {
    if (op != known.op) continue;
    if (op == "Gelu" && node.Text("approximate") == "tanh") node.Refuse("it is approximated");
    return node.Set(Activated(node, x, known.activation));
  }
  if (op == "LeakyRelu") {
    const auto slope = static_cast<float>(node.Real("alpha", 0.01));
    return node.Set(Activated(node, x, engine::LeakyRelu(slope)));
  }
  if (op == "Elu") {
    const auto alpha = static_cast<float>(node.Real("alpha", 1));
    return node.Set(Activated(node, x, engine::Elu(alpha)));
  }
  if (op == "HardSigmoid") {
    if (!Near(node.Real("alpha", 0.2), 1.0 / 6) || !Near(node.Real("beta", 0.5), 0.5)) {
      node.Refuse("its slope is not 1/6");
    }
    return node.Set(Activated(node, x, engine::kHardSigmoid));
  }
  Step made{.kind = StepKind::kErrorFunction, .inputs = {x.step}};
  Value result = x;
  result.step = Append(node, std::move(made));
  node.Set(std::move(result));
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
  node.Set(Activated(node, x, high == 6 ? engine::kRelu6 : engine::kRelu));
}

std::vector<double> Importer::ForChannels(const NodeReader& node, const Value& x,
                                          const Value& constant) const {
  if (constant.numbers.size() == 1) return constant.numbers;
  const std::size_t axis = ChannelAxis(node, x);
  const std::size_t rank = x.shape.size();
  // Shapes are aligned at their ends.
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
  if (node.inputs() == 0) node.Refuse("it lacks an input");
  Value sum = node.In(0);
  for (std::size_t i = 1; i < node.inputs(); ++i) {
    const Value& next = node.In(i);
    if (sum.kind == ValueKind::kMaps && next.kind == ValueKind::kMaps) {
      if (subtracts) node.Refuse("it subtracts what is made of the image");
      node.Maps(i);
      if (i == 1) node.Maps(0);
      if (sum.shape != next.shape) node.Refuse("its inputs have different shapes");
      if (sum.channels_last != next.channels_last) node.Refuse("its inputs have different layouts");
      Step made{.kind = StepKind::kAddition, .inputs = {sum.step, next.step}};
      made.operation = std::make_unique<engine::AdditionOperator>();
      sum.step = Append(node, std::move(made));
      sum.shared = false;
      continue;
    }
    const bool first_is_maps = sum.kind == ValueKind::kMaps;
    const Value& x = first_is_maps ? (i == 1 ? node.Maps(0) : sum) : node.Maps(i);
    const Value& constant = first_is_maps ? node.Constant(i) : node.Constant(0);
    std::vector<double> shift = ForChannels(node, x, constant);
    double sign = 1;
    if (subtracts && first_is_maps) {
      for (double& each : shift) each = -each;
    } else if (subtracts) {
      sign = -1;
    }
    sum = Scaled(node, x, {sign}, std::move(shift));
  }
  node.Set(std::move(sum));
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
    return node.Set(Scaled(node, x, std::move(scale), {0}));
  }
  if (divides) node.Refuse("it divides by what is made of the image");
  // Which of the two is made of the other, and how.
  for (const std::size_t i : {0, 1}) {
    const Value& x = node.Maps(i);
    const Value& other = node.Maps(1 - i);
    const Step& step = imported_.steps[other.step];
    if (step.kind == StepKind::kActivation && step.inputs[0] == x.step) {
      if (step.activation == engine::kSigmoid) {
        return node.Set(Activated(node, x, engine::kSilu));
      }
      if (step.activation == engine::kHardSigmoid) {
        return node.Set(Activated(node, x, engine::kHardSwish));
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
        Value gelu = Activated(node, x, engine::kGelu);
        return node.Set(Scaled(node, gelu, {2}, {0}));
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
  Step made{.kind = StepKind::kMultiplication, .inputs = {x.step, gates.step}};
  made.operation = std::make_unique<engine::MultiplicationOperator>();
  node.Set(Maps(Append(node, std::move(made)), x));
}

void Importer::Concatenate(const NodeReader& node) {
  Step made{.kind = StepKind::kConcatenation};
  const Value& x = node.Maps(0);
  const std::size_t axis = AxisOf(node, node.Integer("axis", 1), x.shape.size());
  for (std::size_t i = 0; i < node.inputs(); ++i) {
    const Value& part = node.Maps(i);
    if (part.shape.size() != x.shape.size() || part.channels_last != x.channels_last ||
        axis != ChannelAxis(node, part)) {
      node.Refuse("it does not join channels");
    }
    made.inputs.push_back(part.step);
  }
  made.operation = std::make_unique<engine::ConcatenationOperator>();
  node.Set(Maps(Append(node, std::move(made)), x));
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
  node.Set(std::move(x));
}

}  // namespace residua::onnx
