// A checkpoint in several safetensors or PyTorch files, as Hugging Face writes large ones:
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
  std::vector<std::string> files;                 // each once, in the order of their names
  std::map<std::string, std::size_t> weight_map;  // from a tensor to its place in `files`
};

// Throws Error(kInvalidCheckpoint) if the text names a file outside its folder, and what
// ThrowForeignJson does if it is no such index.
ShardIndex ParseShardIndex(std::string_view json);

// What the files of `index`, in their order, hold together; TensorEntry::file is the place of each
// in `files`. Throws Error(kInvalidCheckpoint) if one is damaged, or holds other tensors than the
// index says, and what
// ParseSafetensorsHeader and ReadPyTorchZip do.
TensorIndex ReadShards(ShardIndex index, std::span<FileBytes> files);

// Its first file is the index.
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
