#include "model/onnx/node.h"

#include <utility>

#include "core/error.h"

namespace residua::onnx {

std::string NodeReader::name() const {
  if (!node_.name.empty()) return node_.name;
  return node_.outputs.empty() ? "" : program_.values[node_.outputs[0]].name;
}

const Value& NodeReader::In(std::size_t input) const {
  if (!Has(input)) Refuse("it lacks an input");
  const std::uint32_t place = node_.inputs[input];
  const Value& value = values_[place];
  if (value.kind == ValueKind::kNone) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The ONNX file is damaged: the node \"" + name() + "\" reads \"" +
                    program_.values[place].name +
                    "\", which nothing before it makes. Download or export it again.");
  }
  return value;
}

const Value& NodeReader::Maps(std::size_t input) const {
  const Value& value = In(input);
  if (value.kind != ValueKind::kMaps) Refuse("its input is not made of the image");
  if (value.ending != Ending::kNone) Refuse("it follows the softmax");
  if (value.thinned != 0) Refuse("it leaves out rows and no columns");
  if (value.codes) Refuse("it computes with quantised numbers");
  return value;
}

const Value& NodeReader::Constant(std::size_t input) const {
  const Value& value = In(input);
  if (value.kind != ValueKind::kConstant) {
    Refuse("its input \"" + program_.values[node_.inputs[input]].name + "\" is no constant");
  }
  return value;
}

std::int64_t NodeReader::Integer(std::string_view attribute, std::int64_t otherwise) const {
  const OnnxAttribute* const found = node_.Find(attribute);
  return found ? found->integer : otherwise;
}

double NodeReader::Real(std::string_view attribute, double otherwise) const {
  const OnnxAttribute* const found = node_.Find(attribute);
  return found ? found->real : otherwise;
}

std::string NodeReader::Text(std::string_view attribute) const {
  const OnnxAttribute* const found = node_.Find(attribute);
  return found ? found->text : "";
}

std::vector<std::int64_t> NodeReader::Integers(std::string_view attribute,
                                               std::size_t input) const {
  if (const OnnxAttribute* const found = node_.Find(attribute)) return found->integers;
  std::vector<std::int64_t> integers;
  if (!Has(input)) return integers;
  for (const double number : Constant(input).numbers) {
    // Beyond the range of an int64_t a conversion would be undefined.
    const double most = 9e18;
    integers.push_back(number > most    ? INT64_MAX
                       : number < -most ? -INT64_MAX
                                        : static_cast<std::int64_t>(number));
  }
  return integers;
}

void NodeReader::Set(Value value) const {
  if (node_.outputs.empty()) Refuse("it has no output");
  values_[node_.outputs[0]] = std::move(value);
}

void NodeReader::Refuse(const std::string& why) const {
  throw Error(ErrorCode::kUnsupportedCheckpoint,
              "The ONNX node \"" + name() + "\" (" + op() + ") is not run: " + why + ".");
}

}  // namespace residua::onnx
