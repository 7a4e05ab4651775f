#include "model/onnx/importer.h"

#include <algorithm>

#include "core/error.h"
#include "model/onnx/constants.h"

namespace residua::onnx {
namespace {

// The maximum number of elements of one value for one image.
constexpr double kMostElements = 1 << 30;

[[noreturn]] void Refuse(const std::string& what) {
  throw Error(ErrorCode::kUnsupportedCheckpoint, "The ONNX graph is not run: " + what + ".");
}

}  // namespace

const Importer::Handler Importer::handlers[] = {
    {"Constant", &Importer::Constant},
    {"ConstantOfShape", &Importer::ConstantOfShape},
    {"Identity", &Importer::Pass},
    {"Dropout", &Importer::Pass},
    {"Cast", &Importer::Pass},
    {"Expand", &Importer::Pass},
    {"Shape", &Importer::ShapeOf},
    {"Flatten", &Importer::Rearrange},
    {"Reshape", &Importer::Rearrange},
    {"Squeeze", &Importer::Rearrange},
    {"Unsqueeze", &Importer::Rearrange},
    {"Gather", &Importer::Rearrange},  // x[:, :, 0, 0]
    {"Transpose", &Importer::Transpose},
    {"QuantizeLinear", &Importer::Quantise},
    {"DequantizeLinear", &Importer::Dequantise},
    {"Conv", &Importer::Convolution},
    {"Gemm", &Importer::Linear},
    {"MatMul", &Importer::Linear},
    {"BatchNormalization", &Importer::BatchNormalisation},
    {"Relu", &Importer::ReadActivation},
    {"LeakyRelu", &Importer::ReadActivation},
    {"Elu", &Importer::ReadActivation},
    {"Sigmoid", &Importer::ReadActivation},
    {"HardSigmoid", &Importer::ReadActivation},
    {"HardSwish", &Importer::ReadActivation},
    {"Tanh", &Importer::ReadActivation},
    {"Mish", &Importer::ReadActivation},
    {"Gelu", &Importer::ReadActivation},
    {"Erf", &Importer::ReadActivation},
    {"Clip", &Importer::Clip},
    {"Add", &Importer::Add},
    {"Sum", &Importer::Add},
    {"Sub", &Importer::Add},
    {"Mul", &Importer::Multiply},
    {"Div", &Importer::Multiply},
    {"Concat", &Importer::Concatenate},
    {"Softmax", &Importer::Softmax},
    {"LogSoftmax", &Importer::Softmax},
    {"MaxPool", &Importer::Pool},
    {"AveragePool", &Importer::Pool},
    {"GlobalAveragePool", &Importer::PoolAll},
    {"GlobalMaxPool", &Importer::PoolAll},
    {"ReduceMean", &Importer::PoolAll},
    {"ReduceMax", &Importer::PoolAll},
    {"Pad", &Importer::Pad},
    {"Slice", &Importer::Thin},
};

Importer::Importer(const OnnxProgram& program, std::size_t side)
    : program_(program), values_(program.values.size()), uses_(program.values.size(), 0) {
  for (const OnnxNode& node : program.nodes) {
    for (const std::uint32_t input : node.inputs) ++uses_[input];
  }
  for (const OnnxPort& output : program.outputs) ++uses_[output.value];
  for (std::size_t i = 0; i < program.values.size(); ++i) {
    const std::size_t place = program.values[i].tensor;
    if (place == kNoOnnxTensor) continue;
    const OnnxTensor& tensor = program.tensors[place];
    values_[i] = {.kind = tensor.known ? ValueKind::kConstant : ValueKind::kWeight,
                  .shape = tensor.shape,
                  .type = tensor.type,
                  .numbers = tensor.values,
                  .tensor = place};
  }
  AddInput(side);
}

void Importer::AddInput(std::size_t side) {
  const OnnxPort* input_port = nullptr;
  std::size_t inputs = 0;
  for (const OnnxPort& port : program_.inputs) {
    if (program_.values[port.value].tensor != kNoOnnxTensor) continue;
    input_port = &port;
    ++inputs;
  }
  if (inputs != 1) {
    Refuse("it has " + std::to_string(inputs) + " inputs, and a classifier has one: the image");
  }
  const OnnxPort& port = *input_port;
  Dimensions shape = port.has_shape ? port.shape : Dimensions{-1, 3, -1, -1};
  const std::string& name = *program_.values[port.value].name;
  if (shape.size() != 4) {
    Refuse("its input \"" + name + "\" has " + std::to_string(shape.size()) +
           " dimensions, and an image has 4");
  }
  const auto counts = [](std::int64_t channels) { return channels == 1 || channels == 3; };
  const bool channels_last = !counts(shape[1]) && counts(shape[3]);
  std::int64_t& channels = shape[channels_last ? 3 : 1];
  if (channels == -1) channels = 3;
  if (!counts(channels)) {
    Refuse("its input \"" + name + "\" has " + std::to_string(channels) +
           " channels, and a photo has 3 (or 1 in grey)");
  }
  std::int64_t& height = shape[channels_last ? 1 : 2];
  std::int64_t& width = shape[channels_last ? 2 : 3];
  constexpr std::int64_t kMostPixels = 16384;
  if (height > kMostPixels || width > kMostPixels) {
    Refuse("its images are larger than " + std::to_string(kMostPixels) + " pixels");
  }
  if (height > 0 && width > 0) {
    imported_.height = static_cast<std::size_t>(height);
    imported_.width = static_cast<std::size_t>(width);
  }
  if (height < 0) height = static_cast<std::int64_t>(side);
  if (width < 0) width = static_cast<std::int64_t>(side);
  if (shape[0] < 0 || shape[0] > 4096) shape[0] = 1;
  batch_ = shape[0];
  Step& input = imported_.steps.emplace_back();
  input.shape = {1, static_cast<std::size_t>(height), static_cast<std::size_t>(width),
                 static_cast<std::size_t>(channels)};
  values_[port.value] = {.kind = ValueKind::kMaps,
                         .shape = std::move(shape),
                         .channels_last = channels_last,
                         .shared = uses_[port.value] > 1};
}

Imported Importer::Run() {
  for (const OnnxNode& node : program_.nodes) {
    ReadNode(NodeReader(program_, node, values_));
    if (node.outputs.empty()) continue;
    Value& made = values_[node.outputs[0]];
    made.shared = made.shared || uses_[node.outputs[0]] > 1;
  }
  ChooseOutput();
  return std::move(imported_);
}

bool Importer::CountsAsConstant(const OnnxNode& node) const {
  const auto known = [&](std::uint32_t input) {
    return input == 0 || values_[input].kind == ValueKind::kConstant;
  };
  return !node.inputs.empty() && std::ranges::all_of(node.inputs, known);
}

void Importer::ReadNode(const NodeReader& node) {
  if (CountsAsConstant(node.node()) && ComputeConstant(node)) return;
  for (const Handler& handler : handlers) {
    if (node.op() == handler.op) return (this->*handler.run)(node);
  }
  node.Refuse("there is no such operator here. Networks of the operators of ResNets are run");
}

void Importer::ChooseOutput() {
  imported_.program = &program_;
  imported_.outputs = program_.outputs.size();
  const Value* chosen = nullptr;
  for (const OnnxPort& port : program_.outputs) {
    const Value& value = values_[port.value];
    if (value.kind != ValueKind::kMaps || value.codes) continue;
    const Shape4& shape = ShapeOf(value);
    if (shape.height == 1 && shape.width == 1) {
      chosen = &value;
      break;
    }
  }
  if (!chosen || chosen->step == 0) Refuse("none of its outputs is one number for each class");
  imported_.output = chosen->step;
  imported_.softmax = chosen->ending == Ending::kSoftmax;
}

Step& Importer::Begin(const NodeReader& node, StepKind kind, std::size_t input) {
  Step& made = imported_.steps.emplace_back();
  made.kind = kind;
  made.node = &node.node();
  made.inputs.push_back(input);
  return made;
}

std::size_t Importer::End(const NodeReader& node) {
  Step& made = imported_.steps.back();
  std::vector<Shape4> shapes;
  shapes.reserve(made.inputs.size());
  for (const std::size_t input : made.inputs) shapes.push_back(imported_.steps[input].shape);
  made.shape = shapes[0];
  if (made.operation) {
    try {
      made.shape = made.operation->InferShape(shapes);
    } catch (const Error& error) {
      node.Refuse(error.what());
    }
  }
  const Shape4& shape = made.shape;
  if (static_cast<double>(shape.height) * static_cast<double>(shape.width) *
          static_cast<double>(shape.channels) >
      kMostElements) {
    node.Refuse("its result is too large");
  }
  return imported_.steps.size() - 1;
}

void Importer::Finish(const NodeReader& node, const Value& like) {
  node.Set(Maps(End(node), like));
}

Value Importer::Maps(std::size_t step, const Value& like) const {
  const Shape4& shape = imported_.steps[step].shape;
  Value value{.kind = ValueKind::kMaps, .step = step, .channels_last = like.channels_last};
  const auto channels = static_cast<std::int64_t>(shape.channels);
  if (like.shape.size() != 4) {
    value.shape = like.shape;
    value.shape.back() = channels;
    return value;
  }
  value.shape = {batch_, channels, static_cast<std::int64_t>(shape.height),
                 static_cast<std::int64_t>(shape.width)};
  if (like.channels_last)
    std::rotate(value.shape.begin() + 1, value.shape.begin() + 2, value.shape.end());
  return value;
}

std::size_t Importer::ChannelAxis(const NodeReader& node, const Value& x) const {
  const auto channels = static_cast<std::int64_t>(ShapeOf(x).channels);
  const std::size_t axis = x.shape.size() == 4 && !x.channels_last ? 1 : x.shape.size() - 1;
  if (x.shape.empty() || x.shape[axis] != channels) {
    node.Refuse("its input is not one number for each channel");
  }
  return axis;
}

}  // namespace residua::onnx
