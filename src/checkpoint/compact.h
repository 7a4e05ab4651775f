// Weights that are small on the wire, in an ordinary safetensors file, as scripts/compress.sh
// writes them. Instead of its numbers a weight "X", whose first dimension is its output channels,
// has
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
// Their bytes follow on one another in this order, so that what a code means is known when it
// comes. The metadata tell which weights these are, in their order in the file, and what shapes
// they have:
//
//   "residua.compact": "{\"version\": 1, \"shapes\": {\"X\": [64, 64, 3, 3], ...}}"

#pragma once

#include <cstddef>
#include <span>

#include "checkpoint/tensor_index.h"

namespace residua {

// Makes one F32 entry of each weight's tensors, which become its `parts`; its range is theirs
// together. Does nothing where the metadata name none. The index is that of one file, sorted.
//
// Throws Error(kInvalidCheckpoint) if a tensor is missing, elsewhere, of another type or of another
// size than the shapes ask for, Error(kUnsupportedCheckpoint) if the version is another.
void JoinCompactTensors(TensorIndex& index);

// As ToFloat, of an entry with parts. Throws Error(kInvalidCheckpoint) for a code that the codebook
// has no vector for.
void DecodeCompact(const TensorEntry& entry, std::span<const std::byte> bytes, std::span<float> to);

}  // namespace residua
