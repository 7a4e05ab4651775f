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

// Whether the value is a PyTorch tensor, or a numpy array of numbers.
bool IsTensor(const Pickle& pickle, std::uint32_t value);

class TensorReader {
 public:
  // All must outlive the reader. Bytes that the pickle encodes as text are appended to `file`,
  // which must be the pickle's.
  TensorReader(const Pickle& pickle, const StorageTable& storages, FileBytes& file)
      : pickle_(pickle), storages_(storages), file_(file) {}

  // For an IsTensor. `begin` and `end` are the range of all its elements; entries may share bytes.
  // Unsupported kinds (quantized, sparse, ...) get such a type and no bytes. Throws
  // Error(kInvalidCheckpoint) if it exceeds its storage.
  TensorEntry Read(std::uint32_t value, std::string name);

 private:
  [[noreturn]] void Damaged(const char* what) const;
  // For unsupported types.
  TensorEntry Unread(DType type, const std::vector<std::uint32_t>& arguments, std::size_t shape);
  TensorEntry Rebuild(const std::vector<std::uint32_t>& arguments, bool has_type);
  TensorEntry Array(std::uint32_t bytes, std::uint32_t dtype, std::uint32_t shape,
                    bool first_index_fastest);
  StorageBytes Locate(std::uint32_t bytes);
  // For a storage, or one that is a separate file in the pickle.
  const PlacedStorage& Storage(std::uint32_t value);
  void Place(TensorEntry& entry, const PlacedStorage& storage, std::uint64_t offset) const;
  std::vector<std::uint64_t> Counts(std::uint32_t value) const;

  const Pickle& pickle_;
  const StorageTable& storages_;
  FileBytes& file_;
  std::string name_;                               // of the current tensor
  std::map<std::uint32_t, StorageBytes> decoded_;  // decoded texts
  std::map<std::uint32_t, PlacedStorage> placed_;
};

}  // namespace residua
