// Reads the description of a tensor, PyTorch's or numpy's:
//
//   a value of a Pickle + StorageTable (where the file's storages lie)  ->  TensorEntry

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "checkpoint/file_bytes.h"
#include "checkpoint/pickle.h"
#include "checkpoint/tensor_index.h"
#include "checkpoint/torch_globals.h"
#include "checkpoint/torch_storage.h"

namespace residua {

// Whether the value is PyTorch's tensor, or numpy's array of numbers.
bool IsTensor(const Pickle& pickle, std::uint32_t value);

class TensorReader {
 public:
  // All must outlive the reader. Bytes that the pickle has as text are appended to `file`, which
  // must be the pickle's.
  TensorReader(const Pickle& pickle, const StorageTable& storages, FileBytes& file)
      : pickle_(pickle), storages_(storages), file_(file) {}

  // Of an IsTensor. `begin` and `end` are the range that holds all of its elements; entries may
  // share bytes. What is not read (quantized, sparse, ...) gets such a type and no bytes. Throws
  // Error(kInvalidCheckpoint) if it does not lie in its storage.
  TensorEntry Read(std::uint32_t value, std::string name);

 private:
  [[noreturn]] void Damaged(const char* what) const;
  // Of a type that is not read.
  TensorEntry Unread(DType type, const std::vector<std::uint32_t>& arguments, std::size_t shape);
  TensorEntry Rebuild(const std::vector<std::uint32_t>& arguments, bool has_type);
  TensorEntry Array(std::uint32_t bytes, std::uint32_t dtype, std::uint32_t shape,
                    bool first_index_fastest);
  StorageBytes Locate(std::uint32_t bytes);
  // Of a storage, and of one that is a file of its own in the pickle.
  const PlacedStorage& Storage(std::uint32_t value);
  void Place(TensorEntry& entry, const PlacedStorage& storage, std::uint64_t offset) const;
  std::vector<std::uint64_t> Counts(std::uint32_t value) const;

  const Pickle& pickle_;
  const StorageTable& storages_;
  FileBytes& file_;
  std::string name_;                               // of the tensor in work
  std::map<std::uint32_t, StorageBytes> decoded_;  // texts that were appended
  std::map<std::uint32_t, PlacedStorage> placed_;
};

}  // namespace residua
