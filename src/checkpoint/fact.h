// Information in a file besides its tensors: module settings, simple values of a training program,
// and class names.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace residua {

// A simple value, such as None, True, 3, 1e-5, "same" or (2, 2) in Python. A function or a class is
// represented by its name.
struct FactValue {
  enum class Kind : std::uint8_t { kNone, kBool, kInteger, kReal, kText, kList };

  Kind kind = Kind::kNone;
  std::int64_t integer = 0;  // also a kBool: 0 or 1
  double real = 0;
  std::string text;
  std::vector<FactValue> items;
};

using Facts = std::map<std::string, FactValue>;

// An object in the file, such as a layer of a network that was saved whole.
struct ObjectFacts {
  std::string path;         // as TensorEntry::name; "" for the root
  std::string type;         // "torch.nn.modules.conv.Conv2d", "__main__.MyModel"
  bool module = false;      // an nn.Module, or its TorchScript
  Facts facts;              // "stride", "padding", "eps", "kernel_size", "inplace", ...
  std::uint32_t order = 0;  // as TensorEntry::order; one sequence for tensors and objects
};

// The names of a network's classes, in the order of its outputs.
struct NamedLabels {
  std::string path;
  std::vector<std::string> names;
};

}  // namespace residua
