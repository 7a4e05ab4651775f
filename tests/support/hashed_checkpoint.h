// A checkpoint with hashed weights, made in memory from a golden file's list of tensors.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "support/golden_file.h"
#include "support/hashed_weights.h"

namespace residua::testing {

// Hands the bytes of a safetensors file (F32, and I64 for num_batches_tracked) to `push`, header
// first, then tensor by tensor, so that no more than the largest tensor is held. A piece is valid
// until `push` returns.
inline void StreamHashedSafetensors(const std::vector<GoldenTensor>& tensors,
                                    const std::function<void(std::span<const std::byte>)>& push) {
  std::string header = "{";
  std::uint64_t offset = 0;
  for (const GoldenTensor& tensor : tensors) {
    std::uint64_t bytes = tensor.is_integer ? 8 : 4;
    std::string shape;
    for (const std::uint64_t size : tensor.shape) {
      bytes *= size;
      shape += (shape.empty() ? "" : ",") + std::to_string(size);
    }
    header += (header.size() > 1 ? ",\"" : "\"") + tensor.name + "\":{\"dtype\":\"" +
              (tensor.is_integer ? "I64" : "F32") + "\",\"shape\":[" + shape +
              "],\"data_offsets\":[" + std::to_string(offset) + "," +
              std::to_string(offset + bytes) + "]}";
    offset += bytes;
  }
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = header.size();
  push(std::as_bytes(std::span(&length, 1)));
  push(std::as_bytes(std::span(header)));
  for (const GoldenTensor& tensor : tensors) {
    if (tensor.is_integer) {
      std::size_t elements = 1;
      for (const std::uint64_t size : tensor.shape) elements *= static_cast<std::size_t>(size);
      const std::vector<std::int64_t> zeros(elements);
      push(std::as_bytes(std::span(zeros)));
    } else {
      const std::vector<float> values = HashedTensor(tensor.hashed_as, tensor.shape);
      push(std::as_bytes(std::span(values)));
    }
  }
}

// One basic block per stage, 10 classes: a network that the goldens prove.
inline const GoldenFile& TinyNetwork() {
  static const GoldenFile golden =
      ReadGoldenFile(RESIDUA_SOURCE_DIR "/tests/golden/networks/tiny_basic.golden");
  return golden;
}

// The whole file at once, for small networks.
inline std::vector<std::byte> HashedSafetensors(const std::vector<GoldenTensor>& tensors) {
  std::vector<std::byte> file;
  StreamHashedSafetensors(tensors, [&](std::span<const std::byte> piece) {
    file.insert(file.end(), piece.begin(), piece.end());
  });
  return file;
}

}  // namespace residua::testing
