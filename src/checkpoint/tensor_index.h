// What a checkpoint holds, read from its header alone: names, types, shapes and where the bytes
// lie.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace residua {

enum class DType { kF64, kF32, kF16, kBF16, kI64, kI32, kI16, kI8, kU8, kBool };

// Bytes of one element.
std::size_t SizeOf(DType dtype) noexcept;

bool IsFloatingPoint(DType dtype) noexcept;

// As safetensors spells it: "F32", "BF16", ...
const char* ToString(DType dtype) noexcept;

struct TensorEntry {
  std::string name;  // as the file has it, wrappers such as "module." removed
  DType dtype = DType::kF32;
  std::vector<std::uint64_t> shape;    // PyTorch's order: a convolution is O, I, H, W
  std::vector<std::uint64_t> strides;  // in elements, one per dimension; empty: contiguous
  std::size_t file = 0;                // which file of a sharded checkpoint
  std::uint64_t begin = 0;             // first byte in that file
  std::uint64_t end = 0;               // one past the last
  // Of a weight in a compact form: its codes, their scale, and the codebook if it has one, see
  // compact.h.
  std::vector<TensorEntry> parts;

  std::uint64_t elements() const;
  std::string ShapeText() const;  // "[64, 3, 7, 7]"
};

// Owns nothing but the description; entries are sorted by file, then by first byte.
struct TensorIndex {
  std::vector<TensorEntry> tensors;
  std::map<std::string, std::string> metadata;  // safetensors' __metadata__

  // Null if there is none of that name.
  const TensorEntry* Find(std::string_view name) const;
};

}  // namespace residua
