// The content of an ONNX file besides its tensors: the nodes of its graph in order, and its inputs
// and outputs. Names are as in the standard (onnx.ai/onnx/repo-docs/IR.html).

#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/dtype.h"

namespace residua {

inline constexpr std::size_t kNoOnnxTensor = std::numeric_limits<std::size_t>::max();

// An initializer, or the tensor of an attribute. Its bytes are the tensor of the index whose
// `order` is its index in OnnxProgram::tensors.
struct OnnxTensor {
  std::vector<std::int64_t> shape;
  DType type = DType::kF32;
  bool known = false;          // whether `values` holds its elements
  std::vector<double> values;  // of a small tensor
};

struct OnnxAttribute {
  std::string name;
  std::string text;
  std::vector<double> numbers;  // one or several, integers or not
  std::size_t tensor = kNoOnnxTensor;
};

// Values are indices into OnnxProgram::values.
struct OnnxNode {
  std::string name;
  std::string op;  // "Conv"; with its domain if it is not the standard's: "com.acme.Fancy"
  std::vector<std::uint32_t> inputs;  // 0, the empty name, if not given
  std::vector<std::uint32_t> outputs;
  std::list<OnnxAttribute> attributes;

  // Null if there is none.
  const OnnxAttribute* Find(std::string_view attribute) const;
};

struct OnnxValue {
  const std::string* name = nullptr;   // points into OnnxProgram::names
  std::size_t tensor = kNoOnnxTensor;  // an initializer
};

// An input or output of the graph.
struct OnnxPort {
  std::uint32_t value = 0;
  bool has_shape = false;
  std::vector<std::int64_t> shape;  // -1 if unspecified
};

struct OnnxProgram {
  std::int64_t opset = 0;
  std::map<std::string, std::size_t> names;  // with their index in `values`
  std::vector<OnnxValue> values;
  std::vector<OnnxTensor> tensors;
  std::list<OnnxNode> nodes;
  std::vector<OnnxPort> inputs;  // in old files including the initializers
  std::vector<OnnxPort> outputs;
};

}  // namespace residua
