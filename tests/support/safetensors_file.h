// Builds safetensors files by hand.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace residua::testing {

struct StoredTensor {
  std::string name;
  std::string dtype;
  std::string shape;  // "[2, 3]"
  std::string bytes;
};

// The numbers as their bytes lie in memory.
template <typename T>
std::string BytesOf(const std::vector<T>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(T)};
}

// The tensors one after the other; `metadata` is JSON.
inline std::string SafetensorsText(const std::vector<StoredTensor>& tensors,
                                   const std::string& metadata) {
  std::string header = "{\"__metadata__\": " + metadata;
  std::string data;
  for (const StoredTensor& tensor : tensors) {
    header += ", \"" + tensor.name + "\": {\"dtype\": \"" + tensor.dtype +
              "\", \"shape\": " + tensor.shape + ", \"data_offsets\": [" +
              std::to_string(data.size()) + ", ";
    data += tensor.bytes;
    header += std::to_string(data.size()) + "]}";
  }
  header += "}";
  const std::uint64_t length = header.size();
  return BytesOf(std::vector{length}) + header + data;
}

}  // namespace residua::testing
