// What a checkpoint holds, read from its header alone: names, types, shapes and where the bytes
// lie.

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
  // As the file has it. In a pickle the keys of mappings, indexes of lists and names of modules and
  // attributes on the way to it: "state_dict.module.conv1.weight", "optimizer.state.0.exp_avg".
  std::string name;
  DType dtype = DType::kF32;
  std::vector<std::uint64_t> shape;    // PyTorch's order: a convolution is O, I, H, W
  std::vector<std::uint64_t> strides;  // in elements, one per dimension; empty: contiguous
  std::size_t file = 0;                // which file of a sharded checkpoint
  std::uint64_t begin = 0;             // first byte in that file
  std::uint64_t end = 0;               // one past the last
  std::uint32_t order = 0;             // where it is defined, among the tensors and objects
  // Of a kOther: what the file asks to be called for it, as code it cannot be read.
  std::string maker;
  // Of a weight in a compact form: its codes, their scale, and the codebook if it has one, see
  // compact.h.
  std::vector<TensorEntry> parts;

  std::uint64_t elements() const;
  std::string ShapeText() const;  // "[64, 3, 7, 7]"
};

// Owns nothing but the description; tensors are sorted by file, then by first byte, the others by
// order.
struct TensorIndex {
  std::vector<TensorEntry> tensors;
  std::map<std::string, std::string> metadata;  // safetensors' __metadata__
  // Whether `order` is the one in which the network was defined. Writers of safetensors sort names.
  bool definition_order = false;

  // Of PyTorch files and other pickles.
  std::vector<ObjectFacts> objects;  // modules without tensors too, and what has facts beside them
  std::vector<NamedLabels> labels;   // every list of names that is one by its key
  Facts scalars;  // simple values by path: "arch", "hyper_parameters.num_classes"

  // Of an ONNX file: what is computed with the tensors. Null of all others.
  std::shared_ptr<const OnnxProgram> program;

  // Null if there is none of that name.
  const TensorEntry* Find(std::string_view name) const;
};

}  // namespace residua
