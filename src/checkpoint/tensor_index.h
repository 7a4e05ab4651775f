// The content of a checkpoint, read from its header: names, types, shapes and byte ranges.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/dtype.h"
#include "checkpoint/fact.h"
#include "checkpoint/onnx_program.h"

namespace residua {

struct TensorEntry {
  // As in the file. In a pickle, the keys of mappings, list indices and names of modules and
  // attributes on the path to it: "state_dict.module.conv1.weight", "optimizer.state.0.exp_avg".
  std::string name;
  DType dtype = DType::kF32;
  std::vector<std::uint64_t> shape;    // PyTorch's order: a convolution is O, I, H, W
  std::vector<std::uint64_t> strides;  // in elements, one per dimension; empty if contiguous
  std::size_t file = 0;                // index of the file in a sharded checkpoint
  std::uint64_t begin = 0;             // first byte in that file
  std::uint64_t end = 0;               // one past the last
  std::uint32_t order = 0;             // position of its definition among tensors and objects
  // For kOther: the function that the file would call to make it, and whose result is unknown.
  std::string maker;
  // For a compact weight: its codes, their scale, and the codebook if there is one, see compact.h.
  std::vector<TensorEntry> parts;

  std::uint64_t elements() const;
  std::string ShapeText() const;  // "[64, 3, 7, 7]"
};

// Only a description, without data; tensors are sorted by file, then by first byte, the others by
// order.
struct TensorIndex {
  std::vector<TensorEntry> tensors;
  std::map<std::string, std::string> metadata;  // safetensors' __metadata__
  // Whether `order` is the order of definition in the network. Writers of safetensors sort names.
  bool definition_order = false;

  // For PyTorch files and other pickles.
  std::vector<ObjectFacts> objects;  // also modules without tensors, and other objects with facts
  std::vector<NamedLabels> labels;   // all lists whose key is one for class names
  Facts scalars;  // simple values by path: "arch", "hyper_parameters.num_classes"

  // For an ONNX file: the computation on the tensors. Null for others.
  std::shared_ptr<const OnnxProgram> program;

  // Null if there is no tensor of that name.
  const TensorEntry* Find(std::string_view name) const;
};

}  // namespace residua
