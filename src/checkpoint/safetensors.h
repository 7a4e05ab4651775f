// The header of a safetensors file (github.com/huggingface/safetensors, "Format"):
//
//   8 bytes: N, little-endian | N bytes: JSON | the tensors' bytes, without a gap
//
//   {"__metadata__": {"format": "pt"}, "fc.bias": {"dtype": "F32", "shape": [1000], "data_offsets":
//   [0, 4000]}, ...}

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "checkpoint/tensor_index.h"

namespace residua {

// Bytes before the JSON.
inline constexpr std::size_t kSafetensorsPrefix = 8;

// The length of the JSON, from the first 8 bytes. Throws Error(kInvalidCheckpoint) if it is longer
// than the format allows.
std::size_t SafetensorsHeaderLength(std::span<const std::byte, kSafetensorsPrefix> prefix);

// Parses the header in `json`; `begin` and `end` are relative to the start of the file.
//
// Throws Error(kInvalidCheckpoint) unless it is consistent: names are unique, every tensor has the
// size given by its type and shape, and the tensors are contiguous. Throws
// Error(kUnsupportedCheckpoint) for a type that no ResNet has.
TensorIndex ParseSafetensorsHeader(std::string_view json);

}  // namespace residua
