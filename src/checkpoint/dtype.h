// Element types in checkpoints.

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
  // Types that are not read. Their entries have no bytes, and a shape only if the file states it.
  kQuantized,
  kSparse,
  kMeta,   // a shape without data
  kOther,  // complex, float8, ...; or see TensorEntry::maker
};

// Bytes per element; 0 for types that are not read.
std::size_t SizeOf(DType dtype) noexcept;

bool IsFloatingPoint(DType dtype) noexcept;

// As in safetensors: "F32", "BF16", ...; otherwise "quantized", "sparse", ...
const char* ToString(DType dtype) noexcept;

}  // namespace residua
