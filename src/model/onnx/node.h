// Access to one node for its conversion to steps: inputs, attributes, and errors.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/onnx_program.h"
#include "model/onnx/value.h"

namespace residua::onnx {

// The name of the node, or of its result if it has none.
std::string NameOfNode(const OnnxProgram& program, const OnnxNode& node);

class NodeReader {
 public:
  NodeReader(const OnnxProgram& program, const OnnxNode& node, std::vector<Value>& values)
      : program_(program), node_(node), values_(values) {}

  const std::string& op() const { return node_.op; }
  std::string name() const { return NameOfNode(program_, node_); }
  const OnnxNode& node() const { return node_; }

  // Whether the node has the input at this position.
  bool Has(std::size_t input) const {
    return input < node_.inputs.size() && node_.inputs[input] != 0;
  }
  std::size_t inputs() const { return node_.inputs.size(); }

  // An input of any kind. Throws Error(kInvalidCheckpoint) if no node computes it.
  const Value& In(std::size_t input) const;
  // An input that depends on the image and is not quantised. Refuses all others.
  const Value& Maps(std::size_t input) const;
  // An input that is a known constant. Refuses all others.
  const Value& Constant(std::size_t input) const;

  std::int64_t Integer(const char* attribute, std::int64_t otherwise) const;
  double Real(const char* attribute, double otherwise) const;
  bool Says(const char* attribute, const char* text) const;
  // Integers of an attribute, or of an input in newer opsets; empty if absent.
  std::vector<std::int64_t> Integers(const char* attribute,
                                     std::size_t input = static_cast<std::size_t>(-1)) const;

  Value& Out() const;  // the result of the node
  void Set(const Value& value) const { Out() = value; }

  // Throws "The ONNX node "<name>" (<op>) is not run: <why>."
  [[noreturn]] void Refuse(const std::string& why) const;
  [[noreturn]] void Refuse(const char* why) const;

 private:
  const OnnxProgram& program_;
  const OnnxNode& node_;
  std::vector<Value>& values_;
};

}  // namespace residua::onnx
