// ONNX files by hand: messages of fields, as protobuf.dev/programming-guides/encoding describes
// them, with the numbers of onnx.proto.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace residua::testing {

inline std::string Varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}

// A field that is a number.
inline std::string Number(int field, std::uint64_t value) {
  return Varint(static_cast<std::uint64_t>(field) << 3) + Varint(value);
}

// A field that is a text or a message.
inline std::string Part(int field, std::string_view content) {
  return Varint(static_cast<std::uint64_t>(field) << 3 | 2) + Varint(content.size()) +
         std::string(content);
}

struct OnnxGraph {
  std::string content;
  std::uint64_t opset = 13;

  OnnxGraph& Node(const std::string& op, const std::vector<std::string>& inputs,
                  const std::string& output, const std::string& attributes = "") {
    std::string node;
    for (const std::string& input : inputs) node += Part(1, input);
    content += Part(1, node + Part(2, output) + Part(3, "the " + op) + Part(4, op) + attributes);
    return *this;
  }

  // Float32, all of one value.
  OnnxGraph& Tensor(const std::string& name, const std::vector<std::uint64_t>& shape,
                    float value = 0.5f) {
    std::string tensor;
    std::size_t elements = 1;
    for (const std::uint64_t size : shape) {
      tensor += Number(1, size);
      elements *= static_cast<std::size_t>(size);
    }
    const std::vector<float> values(elements, value);
    content += Part(5, tensor + Number(2, 1) + Part(8, name) +
                           Part(9, {reinterpret_cast<const char*>(values.data()),
                                    values.size() * sizeof(float)}));
    return *this;
  }

  // 0 stands for a size that is left open.
  OnnxGraph& Port(int field, const std::string& name, const std::vector<std::uint64_t>& shape) {
    std::string sizes;
    for (const std::uint64_t size : shape) {
      sizes += Part(1, size == 0 ? Part(2, "n") : Number(1, size));
    }
    content += Part(field, Part(1, name) + Part(2, Part(1, Number(1, 1) + Part(2, sizes))));
    return *this;
  }
  OnnxGraph& Input(const std::vector<std::uint64_t>& shape) { return Port(11, "x", shape); }
  OnnxGraph& Output(const std::string& name) { return Port(12, name, {1, 2}); }

  std::string File(const std::string& more = "") const {
    return Number(1, 8) + Part(2, "test") + Part(7, content) + Part(8, Number(2, opset)) + more;
  }
};

// "name", ints
inline std::string Integers(const std::string& name, const std::vector<std::uint64_t>& values) {
  std::string packed;
  for (const std::uint64_t value : values) packed += Varint(value);
  return Part(5, Part(1, name) + Part(8, packed) + Number(20, 7));
}

inline std::string Integer(const std::string& name, std::uint64_t value) {
  return Part(5, Part(1, name) + Number(3, value) + Number(20, 2));
}

// A convolution of 3 to 2 channels, pooled: the smallest classifier.
inline OnnxGraph SmallestClassifier() {
  OnnxGraph graph;
  return graph.Tensor("w", {2, 3, 1, 1})
      .Node("Conv", {"x", "w"}, "y")
      .Node("GlobalAveragePool", {"y"}, "z")
      .Node("Flatten", {"z"}, "logits")
      .Input({1, 3, 8, 8})
      .Output("logits");
}

}  // namespace residua::testing
