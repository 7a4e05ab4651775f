// A storage is PyTorch's word for a run of elements of one type, of which tensors are views.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "checkpoint/pickle.h"
#include "checkpoint/torch_globals.h"

namespace residua {

// What a pickle says of a storage.
struct TorchStorage {
  std::string key;
  TorchMeaning type;
  std::uint64_t elements = 0;
  // The part that is meant: all of it but in old files.
  std::uint64_t view_begin = 0;  // in elements
  std::uint64_t view_elements = 0;
};

// Whether a kPersistent is a storage, and no module's source code.
bool IsTorchStorage(const Pickle& pickle, std::uint32_t value);

// Reads such a one. Throws Error(kInvalidCheckpoint) if it is described wrongly.
TorchStorage ReadTorchStorage(const Pickle& pickle, std::uint32_t value);

struct StorageBytes {
  std::uint64_t begin = 0;  // in the file
  std::uint64_t end = 0;
};

// By the storage's key.
using StorageTable = std::map<std::string, StorageBytes>;

struct PlacedStorage {
  TorchStorage storage;
  StorageBytes bytes;
};

// What a kGlobal means, and of a kCall, what is called; else kForeign.
TorchMeaning MeaningOf(const Pickle& pickle, std::uint32_t value);
TorchMeaning CalleeOf(const Pickle& pickle, std::uint32_t value);

// A number of elements, bytes or dimensions, none of which is negative; nothing if it is another
// value.
std::optional<std::uint64_t> Count(const Pickle& pickle, std::uint32_t value);

}  // namespace residua
