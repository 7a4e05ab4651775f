#include "model/onnx/node.h"

#include "core/error.h"

namespace residua::onnx {
namespace {

// The conversion of a number outside the range of int64_t would be undefined.
std::int64_t Whole(double number) {
  constexpr double kMost = 9e18;
  if (number > kMost) return INT64_MAX;
  return number > -kMost ? static_cast<std::int64_t>(number) : -INT64_MAX;
}

}  // namespace

std::string NameOfNode(const OnnxProgram& program, const OnnxNode& node) {
  if (!node.name.empty()) return node.name;
  return node.outputs.empty() ? std::string() : *program.values[node.outputs[0]].name;
}

const Value& NodeReader::In(std::size_t input) const {
  if (!Has(input)) Refuse("it lacks an input");
  const std::uint32_t place = node_.inputs[input];
  const Value& value = values_[place];
  if (value.kind == ValueKind::kNone) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The ONNX file is damaged: the node \"" + name() + "\" reads \"" +
                    *program_.values[place].name +
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
    Refuse("its input \"" + *program_.values[node_.inputs[input]].name + "\" is no constant");
  }
  return value;
}

double NodeReader::Real(const char* attribute, double otherwise) const {
  const OnnxAttribute* const found = node_.Find(attribute);
  return found && !found->numbers.empty() ? found->numbers[0] : otherwise;
}

std::int64_t NodeReader::Integer(const char* attribute, std::int64_t otherwise) const {
  return Whole(Real(attribute, static_cast<double>(otherwise)));
}

bool NodeReader::Says(const char* attribute, const char* text) const {
  const OnnxAttribute* const found = node_.Find(attribute);
  return found && found->text == text;
}

std::vector<std::int64_t> NodeReader::Integers(const char* attribute, std::size_t input) const {
  std::vector<std::int64_t> integers;
  const OnnxAttribute* const found = node_.Find(attribute);
  if (!found && !Has(input)) return integers;
  for (const double number : found ? found->numbers : Constant(input).numbers) {
    integers.push_back(Whole(number));
  }
  return integers;
}

Value& NodeReader::Out() const {
  if (node_.outputs.empty()) Refuse("it has no output");
  return values_[node_.outputs[0]];
}

void NodeReader::Refuse(const char* why) const { Refuse(std::string(why)); }

void NodeReader::Refuse(const std::string& why) const {
  throw Error(ErrorCode::kUnsupportedCheckpoint,
              "The ONNX node \"" + name() + "\" (" + op() + ") is not run: " + why + ".");
}

}  // namespace residua::onnx
