// The directory of a zip archive, for those whose entries are to be read where they lie.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/file_bytes.h"

namespace residua {

struct ZipEntry {
  std::string name;
  std::uint16_t method = 0;  // of compression; not 0: what lies there is not the entry's bytes
  std::uint32_t crc32 = 0;   // of the entry's bytes; 0: not recorded
  std::uint64_t size = 0;    // in bytes
  std::uint64_t begin = 0;   // first byte in the archive
  std::uint64_t end = 0;     // one past the last
};

// The entries by name, which differ, and of which no two share bytes; folders are left out. Reads
// the directory at the archive's end (zip64 included) and holds it against the header before each
// entry. Throws Error(kInvalidCheckpoint) if the archive is damaged, and
// Error(kUnsupportedCheckpoint) if an entry is encrypted, or the archive is split.
std::vector<ZipEntry> ReadZipDirectory(const FileBytes& file);

// Appends the bytes of a compressed entry to the file itself; the entry is then of those, whose
// checksum is verified. Does nothing to one that is not compressed. Throws
// Error(kInvalidCheckpoint) if they are damaged, Error(kUnsupportedCheckpoint) if the method is
// another than "deflate".
void ExpandZipEntry(FileBytes& file, ZipEntry& entry);

// Throws Error(kInvalidCheckpoint), naming the entry, unless its bytes, not compressed, have the
// checksum that the directory has for them (or it has none).
void CheckZipEntry(const FileBytes& file, const ZipEntry& entry);

}  // namespace residua
