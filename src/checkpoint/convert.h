// Numbers of any floating-point type, bytes, and compact weights, to float32.

#pragma once

#include <cstddef>
#include <span>

#include "checkpoint/tensor_index.h"

namespace residua {

// Throws Error(kUnsupportedCheckpoint) if the tensor's type is no floating-point one, with what to
// do about it. Of compact ones the type is that of their parts.
void CheckFloatingPoint(const TensorEntry& entry);

// Writes the tensor's elements in the order of its shape, last dimension fastest. F64 is rounded to
// nearest; the others fit.
//
// `bytes` are those of [begin, end), without any alignment; `to` has entry.elements() elements.
// Throws Error(kInternal) if either is of another size, and what CheckFloatingPoint and
// DecodeCompact do.
void ToFloat(const TensorEntry& entry, std::span<const std::byte> bytes, std::span<float> to);

// The same of some elements that lie beside each other; `to` has as many. They may be I8 or U8 too.
void ToFloat(DType dtype, std::span<const std::byte> bytes, std::span<float> to);

}  // namespace residua
