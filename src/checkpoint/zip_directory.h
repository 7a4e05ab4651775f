// The directory of a zip archive, for those whose entries are to be read where they lie.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/file_bytes.h"

namespace residua {

struct ZipEntry {
  std::string name;
  bool compressed = false;  // then what lies there is not the entry's bytes
  std::uint32_t crc32 = 0;  // of the entry's bytes; 0: not recorded
  std::uint64_t begin = 0;  // first byte in the archive
  std::uint64_t end = 0;    // one past the last
};

// The entries by name, which differ, and of which no two share bytes; folders are left out. Reads
// the directory at the archive's end (zip64 included) and holds it against the header before each
// entry. Throws Error(kInvalidCheckpoint) if the archive is damaged, and
// Error(kUnsupportedCheckpoint) if an entry is encrypted, or the archive is split.
std::vector<ZipEntry> ReadZipDirectory(const FileBytes& file);

// Throws Error(kInvalidCheckpoint), naming the entry, unless its bytes, not compressed, have the
// checksum that the directory has for them (or it has none).
void CheckZipEntry(const FileBytes& file, const ZipEntry& entry);

}  // namespace residua
