// The bytes of a file that arrive in pieces, kept in segments, so that appending neither copies
// existing bytes nor needs twice the memory.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace residua {

class FileBytes {
 public:
  void Append(std::span<const std::byte> bytes);

  std::uint64_t size() const { return size_; }

  // Copies the bytes from `begin` on into all of `out`. Throws Error(kInternal) unless the range is
  // inside the file and has not been dropped.
  void Read(std::uint64_t begin, std::span<std::byte> out) const;

  // The longest contiguous run of bytes from `begin` on: empty at the end of the file, valid until
  // it is dropped.
  std::span<const std::byte> Run(std::uint64_t begin) const;

  // An unsigned little-endian number of `bytes` (at most 8) bytes. Throws as Read does.
  std::uint64_t Number(std::uint64_t begin, std::size_t bytes) const;

  // Frees the memory before `end`; offsets do not change.
  void DropBefore(std::uint64_t end);

 private:
  std::vector<std::unique_ptr<std::byte[]>> segments_;  // null if dropped
  std::uint64_t size_ = 0;
};

}  // namespace residua
