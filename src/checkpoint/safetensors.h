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

// The description in `json`, with `begin` and `end` counted from the file's first byte.
//
// Throws Error(kInvalidCheckpoint) unless it is sound: no name twice, every tensor as long as its
// type and shape ask for, all of them one after the other without a gap. Throws
// Error(kUnsupportedCheckpoint) for a type that no ResNet has.
TensorIndex ParseSafetensorsHeader(std::string_view json);

}  // namespace residua
