// Converts floating-point types, bytes, and compact weights to float32.

#pragma once

#include <cstddef>
#include <span>

#include "checkpoint/tensor_index.h"

namespace residua {

// Throws Error(kUnsupportedCheckpoint), with what to do, if the tensor's type is not a
// floating-point one. For compact tensors the type of their parts counts.
void CheckFloatingPoint(const TensorEntry& entry);

// Writes the tensor's elements in row-major order. F64 is rounded to nearest; the other types are
// exact.
//
// `bytes` are those of [begin, end), without alignment; `to` has entry.elements() elements. Throws
// Error(kInternal) if either has another size, and what CheckFloatingPoint and DecodeCompact throw.
void ToFloat(const TensorEntry& entry, std::span<const std::byte> bytes, std::span<float> to);

// The same for contiguous elements; `to` has as many. Also accepts I8 and U8.
void ToFloat(DType dtype, std::span<const std::byte> bytes, std::span<float> to);

}  // namespace residua
