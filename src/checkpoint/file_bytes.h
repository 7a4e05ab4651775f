// The bytes of a whole file that arrived in pieces, kept in segments, so that appending never
// copies what is there and never asks for twice the memory.

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

  // Copies the bytes from `begin` on into all of `out`. The range must lie inside the file, and
  // behind what was dropped: throws Error(kInternal) if not.
  void Read(std::uint64_t begin, std::span<std::byte> out) const;

  // The longest run of bytes from `begin` on that lies in one piece in memory: empty at the end of
  // the file, valid until it is dropped.
  std::span<const std::byte> Run(std::uint64_t begin) const;

  // An unsigned little-endian number of `bytes` (at most 8) bytes. Fails as Read does.
  std::uint64_t Number(std::uint64_t begin, std::size_t bytes) const;

  // Frees the memory of what lies before `end`; the rest keeps its place.
  void DropBefore(std::uint64_t end);

 private:
  std::vector<std::unique_ptr<std::byte[]>> segments_;  // null: dropped
  std::uint64_t size_ = 0;
};

}  // namespace residua
