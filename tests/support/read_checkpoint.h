// A whole file through CheckpointReader.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/checkpoint_reader.h"
#include "support/pytorch_files.h"

namespace residua::testing {

// What the reader gives, all of it wanted.
struct ReadCheckpoint final : private CheckpointSink {
  TensorIndex index;
  std::vector<std::string> bytes;  // per tensor

  // Throws what the reader does.
  explicit ReadCheckpoint(std::string_view file) {
    CheckpointReader reader(*this);
    reader.Push(std::as_bytes(std::span(file)));
    reader.Finish();
  }

  // Null if there is none of that name.
  const TensorEntry* Find(std::string_view name) const { return index.Find(name); }

  // Throws std::out_of_range if there is none of that name.
  std::vector<double> Elements(std::string_view name) const {
    const TensorEntry* const found = index.Find(name);
    const std::size_t place =
        found ? static_cast<std::size_t>(found - index.tensors.data()) : index.tensors.size();
    TensorEntry entry = index.tensors.at(place);
    entry.begin = 0;
    return ElementsOf(AsFile(bytes.at(place)), entry);
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const TensorEntry& tensor : index.tensors) names.push_back(tensor.name);
    return names;
  }

 private:
  std::vector<std::uint64_t> OnIndex(const TensorIndex& found) override {
    index = found;
    bytes.resize(found.tensors.size());
    return std::vector<std::uint64_t>(found.tensors.size(), kWhole);
  }
  void OnBytes(std::size_t tensor, std::uint64_t, std::span<const std::byte> piece) override {
    bytes[tensor].append(reinterpret_cast<const char*>(piece.data()), piece.size());
  }
};

}  // namespace residua::testing
