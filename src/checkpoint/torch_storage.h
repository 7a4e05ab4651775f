// Storages, PyTorch's term for contiguous elements of one type, of which tensors are views.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "checkpoint/pickle.h"
#include "checkpoint/torch_globals.h"

namespace residua {

// The description of a storage in a pickle.
struct TorchStorage {
  std::string key;
  TorchMeaning type;
  std::uint64_t elements = 0;
  // The part that is used: the whole storage except in old files.
  std::uint64_t view_begin = 0;  // in elements
  std::uint64_t view_elements = 0;
};

// Whether a kPersistent is a storage, rather than a module's source code.
bool IsTorchStorage(const Pickle& pickle, std::uint32_t value);

// Reads such a value. Throws Error(kInvalidCheckpoint) if it is malformed.
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

// The meaning of a kGlobal, or of a kCall's callee; otherwise kForeign.
TorchMeaning MeaningOf(const Pickle& pickle, std::uint32_t value);
TorchMeaning CalleeOf(const Pickle& pickle, std::uint32_t value);

// A non-negative number of elements, bytes or dimensions; empty for other values.
std::optional<std::uint64_t> Count(const Pickle& pickle, std::uint32_t value);

}  // namespace residua
