// Finds the tensors in the description of a PyTorch object:
//
//   Pickle (what the file describes) + StorageTable (where its storages lie)  ->  TensorIndex
//
// A storage is PyTorch's word for a run of elements of one type, of which tensors are views.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "checkpoint/pickle.h"
#include "checkpoint/tensor_index.h"
#include "checkpoint/torch_globals.h"

namespace residua {

// What a pickle says of a storage.
struct TorchStorage {
  std::string key;
  TorchGlobal type = TorchGlobal::kTypeF32;
  std::uint64_t elements = 0;
  // The part that is meant: all of it but in old files.
  std::uint64_t view_begin = 0;  // in elements
  std::uint64_t view_elements = 0;
};

// Reads a kPersistent. Throws Error(kInvalidCheckpoint) if it is no storage, and
// Error(kUnsupportedCheckpoint) if it is a module's source code or a storage without bytes.
TorchStorage ReadTorchStorage(const Pickle& pickle, std::uint32_t value);

// Bytes of one element; 1 where the type is unknown.
std::size_t SizeOf(TorchGlobal type) noexcept;

struct StorageBytes {
  std::uint64_t begin = 0;  // in the file
  std::uint64_t end = 0;
  bool used = false;  // by one of the tensors
};

// By the storage's key.
using StorageTable = std::map<std::string, StorageBytes>;

// The tensors of the state_dict that the pickle describes, in no order. That is the value of
// "state_dict", else of "model", "model_ema" and so on (kWrappers in the source), whichever first
// is a dictionary with tensors, else the whole. What is no tensor in it is passed over, as is
// everything beside it. Sets `used` of the storages.
//
// Throws Error(kInvalidCheckpoint) if a tensor does not lie in its storage or has the name of
// another, and Error(kUnsupportedCheckpoint) if there is no state_dict, or a tensor in it is of a
// kind that is not read (quantized, sparse, on the meta device), with what to do.
std::vector<TensorEntry> ReadStateDict(const Pickle& pickle, StorageTable& storages);

}  // namespace residua
