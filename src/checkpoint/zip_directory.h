// The directory of a zip archive, for reading entries in place.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "checkpoint/file_bytes.h"

namespace residua {

struct ZipEntry {
  std::string name;
  std::uint16_t method = 0;  // compression method; if not 0, the range does not contain the entry's
                             // bytes
  std::uint32_t crc32 = 0;   // of the entry's bytes; 0 if not recorded
  std::uint64_t size = 0;    // in bytes
  std::uint64_t begin = 0;   // offset of the first byte in the archive
  std::uint64_t end = 0;     // one past the last
};

// The entries by name, which are unique and do not share bytes; folders are omitted. Reads the
// directory at the archive's end (including zip64) and compares it with the header of each entry.
// Throws Error(kInvalidCheckpoint) if the archive is damaged, and Error(kUnsupportedCheckpoint) if
// an entry is encrypted, or the archive is split.
std::vector<ZipEntry> ReadZipDirectory(const FileBytes& file);

// Decompresses an entry and appends its bytes to the file itself; the entry then refers to these,
// and its checksum is verified. Does nothing to an uncompressed one. Throws
// Error(kInvalidCheckpoint) if the data is damaged, Error(kUnsupportedCheckpoint) for methods other
// than "deflate".
void ExpandZipEntry(FileBytes& file, ZipEntry& entry);

// Throws Error(kInvalidCheckpoint), with the entry's name, unless its uncompressed bytes have the
// checksum in the directory (or there is none).
void CheckZipEntry(const FileBytes& file, const ZipEntry& entry);

}  // namespace residua
