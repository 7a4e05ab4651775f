// A checkpoint in several safetensors files, as Hugging Face writes large ones:
//
//   model.safetensors.index.json   {"metadata": {...}, "weight_map": {"fc.bias":
//   "model-00002-of-00002.safetensors", ...}} model-00001-of-00002.safetensors, ...

#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/file_bytes.h"
#include "checkpoint/tensor_index.h"

namespace residua {

struct ShardIndex {
  std::vector<std::string> files;                 // each once, in the order of their names
  std::map<std::string, std::size_t> weight_map;  // from a tensor to its place in `files`
};

// Throws Error(kInvalidCheckpoint) if the text is no such index, or names a file outside its
// folder.
ShardIndex ParseShardIndex(std::string_view json);

// What the files of `index`, in their order, hold together; TensorEntry::file is the place of each
// in `files`. Throws Error(kInvalidCheckpoint) if one is damaged, or holds other tensors than the
// index says, and Error(kUnsupportedCheckpoint) as ParseSafetensorsHeader does.
TensorIndex ReadShards(ShardIndex index, std::span<const FileBytes> files);

}  // namespace residua
