// The types of a checkpoint's numbers.

#pragma once

#include <cstddef>
#include <cstdint>

namespace residua {

enum class DType : std::uint8_t {
  kF64,
  kF32,
  kF16,
  kBF16,
  kI64,
  kI32,
  kI16,
  kI8,
  kU8,
  kBool,
  // What is not read. An entry of these has no bytes, and a shape only if the file says it.
  kQuantized,
  kSparse,
  kMeta,   // a shape without numbers
  kOther,  // complex, float8, ...; or TensorEntry::maker tells
};

// Bytes of one element; 0 of what is not read.
std::size_t SizeOf(DType dtype) noexcept;

bool IsFloatingPoint(DType dtype) noexcept;

// As safetensors spells it: "F32", "BF16", ...; else "quantized", "sparse", ...
const char* ToString(DType dtype) noexcept;

}  // namespace residua
