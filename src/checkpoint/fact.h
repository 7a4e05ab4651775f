// What a file says beside the numbers of its tensors: the settings of the modules they belong to,
// simple values of a training program, and the names of classes.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace residua {

// A simple value: what None, True, 3, 1e-5, "same" and (2, 2) are in Python. A function or a class
// is the text of its name.
struct FactValue {
  enum class Kind : std::uint8_t { kNone, kBool, kInteger, kReal, kText, kList };

  Kind kind = Kind::kNone;
  std::int64_t integer = 0;  // of a kBool too: 0 or 1
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
  std::uint32_t order = 0;  // as TensorEntry::order, which counts on from one to the other
};

// The names of a network's classes, in the order of its outputs.
struct NamedLabels {
  std::string path;
  std::vector<std::string> names;
};

}  // namespace residua
