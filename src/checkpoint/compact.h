// Compact weights in an ordinary safetensors file, as written by scripts/compress.sh. In place of
// the elements of a weight "X", whose first dimension is its output channels, there are
//
//   whole numbers
//     "X.scale"     [O], of any floating-point type
//     "X"           I8 of the weight's own shape
//     value[o, k] = X[o, k] * scale[o]
//
//   a codebook of E <= 256 short vectors of L <= 16 numbers
//     "X.codebook"  [E, L], of any floating-point type
//     "X.scale"     [O], likewise
//     "X"           U8 [O, B]: a row is cut into vectors, the last one filled up, and a code names
//                   each. A byte holds one code, or, where E <= 16, two, the first in its lower
//                   half
//     value[o, j * L + l] = codebook[code[o, j], l] * scale[o]
//
// They are contiguous in this order, so that codes can be decoded as they arrive. The metadata
// lists these weights in file order, with their shapes:
//
//   "residua.compact": "{\"version\": 1, \"shapes\": {\"X\": [64, 64, 3, 3], ...}}"

#pragma once

#include <cstddef>
#include <span>

#include "checkpoint/tensor_index.h"

namespace residua {

// Replaces the tensors of each weight by one F32 entry, whose `parts` they become and whose range
// covers theirs. Does nothing if the metadata lists no weights. The index is that of one file,
// sorted.
//
// Throws Error(kInvalidCheckpoint) if a tensor is missing, misplaced, or has the wrong type or size
// for its shape; Error(kUnsupportedCheckpoint) for an unknown version.
void JoinCompactTensors(TensorIndex& index);

// As ToFloat, for an entry with parts. Throws Error(kInvalidCheckpoint) for a code without a vector
// in the codebook.
void DecodeCompact(const TensorEntry& entry, std::span<const std::byte> bytes, std::span<float> to);

}  // namespace residua
