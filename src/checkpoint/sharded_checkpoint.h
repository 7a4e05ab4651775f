// A checkpoint in several safetensors or PyTorch files, as written by Hugging Face for large
// models:
//
//   model.safetensors.index.json   {"metadata": {...}, "weight_map": {"fc.bias":
//   "model-00002-of-00002.safetensors", ...}} model-00001-of-00002.safetensors, ...

#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/file_bytes.h"
#include "checkpoint/held_format.h"
#include "checkpoint/tensor_index.h"

namespace residua {

struct ShardIndex {
  std::vector<std::string> files;                 // without duplicates, sorted by name
  std::map<std::string, std::size_t> weight_map;  // from a tensor to its index in `files`
};

// Throws Error(kInvalidCheckpoint) if the text names a file outside its folder, and what
// ThrowForeignJson throws if it is not such an index.
ShardIndex ParseShardIndex(std::string_view json);

// The combined content of the files of `index`, in order; TensorEntry::file is the index in
// `files`. Throws Error(kInvalidCheckpoint) if one is damaged, or contains other tensors than the
// index says, and what ParseSafetensorsHeader and ReadPyTorchZip throw.
TensorIndex ReadShards(ShardIndex index, std::span<FileBytes> files);

// The first file is the index.
class ShardedCheckpoint final : public HeldFormat {
 public:
  static bool Begins(std::string_view first_bytes) { return first_bytes.starts_with('{'); }

  using HeldFormat::HeldFormat;

  std::vector<std::string> EndFile() override;
  void Finish() override;

 private:
  TensorIndex Read() override { return ReadShards(std::move(*index_), shards_); }

  std::optional<ShardIndex> index_;
  std::vector<FileBytes> shards_;
};

}  // namespace residua
