// Numbers of any floating-point type, bytes, and compact weights, to float32.

#pragma once

#include <cstddef>
#include <span>

#include "checkpoint/tensor_index.h"

namespace residua {

// Writes the tensor's elements in the order of its shape, last dimension fastest. F64 is rounded to
// nearest; the others fit.
//
// `bytes` are those of [begin, end), without any alignment; `to` has entry.elements() elements.
// Throws Error(kInternal) if either is of another size, Error(kUnsupportedCheckpoint) if the type
// is no floating-point one, and what DecodeCompact does.
void ToFloat(const TensorEntry& entry, std::span<const std::byte> bytes, std::span<float> to);

// The same of some elements that lie beside each other; `to` has as many. They may be I8 or U8 too.
void ToFloat(DType dtype, std::span<const std::byte> bytes, std::span<float> to);

}  // namespace residua
