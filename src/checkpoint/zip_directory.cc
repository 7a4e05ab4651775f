// PKWARE's APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.14 to 4.3.16
// (its end) and 4.5.3 (zip64).

#include "checkpoint/zip_directory.h"

#include <algorithm>
#include <span>

#include "checkpoint/pytorch_error.h"
#include "core/crc32.h"
#include "core/heap_sort.h"
#include "image/inflate.h"

namespace residua {
namespace {

constexpr std::uint64_t kLocalHeader = 0x04034B50;
constexpr std::uint64_t kDirectoryEntry = 0x02014B50;
constexpr std::uint64_t kEnd = 0x06054B50;
constexpr std::uint64_t kEnd64 = 0x06064B50;
constexpr std::uint64_t kEnd64Locator = 0x07064B50;

constexpr std::uint64_t kLocalHeaderBytes = 30;
constexpr std::uint64_t kDirectoryEntryBytes = 46;
constexpr std::uint64_t kEndBytes = 22;
constexpr std::uint64_t kEnd64Bytes = 56;
constexpr std::uint64_t kEnd64LocatorBytes = 20;
constexpr std::uint64_t kLongestComment = 0xFFFF;

constexpr std::uint64_t kIn64 = 0xFFFFFFFF;   // the number is in the zip64 part
constexpr std::uint64_t kIn64Short = 0xFFFF;  // the same for numbers of two bytes

struct Directory {
  std::uint64_t entries = 0;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// The range of an entry including its header, to detect overlaps.
struct Extent {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

[[noreturn]] void ThrowNoDirectory() {
  ThrowDamaged(
      "its zip archive has no directory at its end, so the end is probably missing. Download it "
      "again; if it is a part of a distributed checkpoint (.distcp), join those in Python with "
      "torch.distributed.checkpoint.format_utils.dcp_to_torch_save");
}

// Locates the end record: at the very end, except for a comment.
std::uint64_t FindEnd(const FileBytes& file) {
  if (file.size() < kEndBytes) ThrowNoDirectory();
  const std::uint64_t last = file.size() - kEndBytes;
  const std::uint64_t first = last - std::min(last, kLongestComment);
  for (std::uint64_t at = last;; --at) {
    if (file.Number(at, 4) == kEnd && file.Number(at + 20, 2) == last - at) return at;
    if (at == first) ThrowNoDirectory();
  }
}

Directory FindDirectory(const FileBytes& file) {
  const std::uint64_t end = FindEnd(file);
  std::uint64_t disk = file.Number(end + 4, 2) | file.Number(end + 6, 2);
  std::uint64_t entries = file.Number(end + 10, 2);
  std::uint64_t size = file.Number(end + 12, 4);
  std::uint64_t begin = file.Number(end + 16, 4);
  std::uint64_t behind = end;  // the position after the directory

  const bool has_64 = end >= kEnd64LocatorBytes + kEnd64Bytes &&
                      file.Number(end - kEnd64LocatorBytes, 4) == kEnd64Locator;
  if (has_64) {
    const std::uint64_t end64 = file.Number(end - kEnd64LocatorBytes + 8, 8);
    if (end64 > end - kEnd64LocatorBytes - kEnd64Bytes || file.Number(end64, 4) != kEnd64) {
      ThrowNoDirectory();
    }
    const std::uint64_t entries64 = file.Number(end64 + 32, 8);
    const std::uint64_t size64 = file.Number(end64 + 40, 8);
    const std::uint64_t begin64 = file.Number(end64 + 48, 8);
    if ((entries != kIn64Short && entries != entries64) || (size != kIn64 && size != size64) ||
        (begin != kIn64 && begin != begin64)) {
      ThrowDamaged("the two ends of its zip archive's directory contradict each other");
    }
    if (disk == kIn64Short) disk = 0;
    disk |= file.Number(end64 + 16, 4) | file.Number(end64 + 20, 4);
    entries = entries64;
    size = size64;
    begin = begin64;
    behind = end64;
  }
  if (disk != 0) {
    ThrowUnsupported("The zip archive is one part of several: join them, and open the whole.");
  }
  if (begin > behind || size != behind - begin || entries > size / kDirectoryEntryBytes) {
    ThrowNoDirectory();
  }
  return {.entries = entries, .begin = begin, .end = behind};
}

std::string ReadText(const FileBytes& file, std::uint64_t begin, std::uint64_t size) {
  std::string text(static_cast<std::size_t>(size), '\0');
  file.Read(begin, std::as_writable_bytes(std::span(text)));
  return text;
}

// Numbers that exceed the directory's four bytes, in the order of the extra field (from `begin` to
// `end`).
class Zip64Field {
 public:
  Zip64Field(const FileBytes& file, std::uint64_t begin, std::uint64_t end) : file_(file) {
    while (end - begin >= 4) {
      const std::uint64_t size = file.Number(begin + 2, 2);
      if (size > end - begin - 4) return;
      if (file.Number(begin, 2) == 1) {
        at_ = begin + 4;
        end_ = at_ + size;
        return;
      }
      begin += 4 + size;
    }
  }

  std::uint64_t Widened(std::uint64_t number) {
    if (number != kIn64) return number;
    if (end_ - at_ < 8) ThrowDamaged("an entry of its zip archive has no size");
    at_ += 8;
    return file_.Number(at_ - 8, 8);
  }

 private:
  const FileBytes& file_;
  std::uint64_t at_ = 0;
  std::uint64_t end_ = 0;
};

// The start of the bytes after the local header.
std::uint64_t CheckLocalHeader(const FileBytes& file, std::uint64_t header, std::uint64_t directory,
                               const std::string& name) {
  if (header > directory || directory - header < kLocalHeaderBytes + name.size() ||
      file.Number(header, 4) != kLocalHeader || file.Number(header + 26, 2) != name.size() ||
      ReadText(file, header + kLocalHeaderBytes, name.size()) != name) {
    ThrowDamaged("the header of \"" + Printable(name) + "\" is not where the directory says");
  }
  return header + kLocalHeaderBytes + name.size() + file.Number(header + 28, 2);
}

}  // namespace

std::vector<ZipEntry> ReadZipDirectory(const FileBytes& file) {
  const Directory directory = FindDirectory(file);
  std::vector<ZipEntry> entries;
  std::vector<Extent> extents;
  std::uint64_t at = directory.begin;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    if (directory.end - at < kDirectoryEntryBytes || file.Number(at, 4) != kDirectoryEntry) {
      ThrowDamaged("its zip archive's directory ends early");
    }
    const std::uint64_t name_size = file.Number(at + 28, 2);
    const std::uint64_t extra_size = file.Number(at + 30, 2);
    const std::uint64_t comment_size = file.Number(at + 32, 2);
    const std::uint64_t name_begin = at + kDirectoryEntryBytes;
    if (name_size + extra_size + comment_size > directory.end - name_begin) {
      ThrowDamaged("its zip archive's directory ends early");
    }
    const std::uint64_t method = file.Number(at + 10, 2);
    ZipEntry entry{.name = ReadText(file, name_begin, name_size),
                   .method = static_cast<std::uint16_t>(method),
                   .crc32 = static_cast<std::uint32_t>(file.Number(at + 16, 4))};
    const std::string quoted = "\"" + Printable(entry.name) + "\"";
    if ((file.Number(at + 8, 2) & 1) != 0) {
      ThrowUnsupported("The zip archive's entry " + quoted + " is encrypted.");
    }
    Zip64Field wide(file, name_begin + name_size, name_begin + name_size + extra_size);
    entry.size = wide.Widened(file.Number(at + 24, 4));
    const std::uint64_t stored_size = wide.Widened(file.Number(at + 20, 4));
    const std::uint64_t header = wide.Widened(file.Number(at + 42, 4));
    entry.begin = CheckLocalHeader(file, header, directory.begin, entry.name);
    if (file.Number(header + 8, 2) != method) {
      ThrowDamaged("the header of " + quoted + " contradicts the directory");
    }
    if ((entry.size != stored_size && method == 0) || entry.begin > directory.begin ||
        stored_size > directory.begin - entry.begin) {
      ThrowDamaged("the entry " + quoted + " is longer than the file has room for");
    }
    entry.end = entry.begin + stored_size;
    extents.push_back({.begin = header, .end = entry.end});
    if (!entry.name.ends_with('/')) entries.push_back(std::move(entry));
    at = name_begin + name_size + extra_size + comment_size;
  }
  if (at != directory.end) ThrowDamaged("its zip archive's directory has more than its entries");

  HeapSort(extents, {}, &Extent::begin);
  for (std::size_t i = 1; i < extents.size(); ++i) {
    if (extents[i - 1].end > extents[i].begin) {
      ThrowDamaged("two entries of its zip archive share bytes");
    }
  }
  HeapSort(entries, {}, &ZipEntry::name);
  const auto twice = std::ranges::adjacent_find(entries, {}, &ZipEntry::name);
  if (twice != entries.end()) {
    ThrowDamaged("its zip archive has \"" + Printable(twice->name) + "\" twice");
  }
  return entries;
}

void ExpandZipEntry(FileBytes& file, ZipEntry& entry) {
  if (entry.method == 0) return;
  const std::string quoted = "\"" + Printable(entry.name) + "\"";
  constexpr std::uint16_t kDeflate = 8;
  // Deflate expands at most 1032 times; a forged size must not cost memory.
  constexpr std::uint64_t kLargestRatio = 1032;
  if (entry.method != kDeflate) {
    ThrowUnsupported(
        "The zip archive's entry " + quoted +
        " is compressed in another way than by deflate. Load the file in Python and save "
        "it again with torch.save.");
  }
  if (entry.size / kLargestRatio > entry.end - entry.begin) {
    ThrowDamaged("the entry " + quoted + " claims more bytes than it can give");
  }
  std::vector<std::byte> compressed(static_cast<std::size_t>(entry.end - entry.begin));
  file.Read(entry.begin, compressed);
  std::vector<std::byte> bytes(static_cast<std::size_t>(entry.size));
  if (!Inflate(compressed, bytes)) ThrowDamaged("the entry " + quoted + " cannot be decompressed");
  entry.begin = file.size();
  file.Append(bytes);
  entry.end = file.size();
  entry.method = 0;
  CheckZipEntry(file, entry);
}

void CheckZipEntry(const FileBytes& file, const ZipEntry& entry) {
  if (entry.crc32 == 0) return;
  std::uint32_t crc = 0;
  for (std::uint64_t at = entry.begin; at < entry.end;) {
    const std::span<const std::byte> run = file.Run(at);
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(run.size(), entry.end - at));
    crc = Crc32({reinterpret_cast<const std::uint8_t*>(run.data()), count}, crc);
    at += count;
  }
  if (crc != entry.crc32) {
    ThrowDamaged("the checksum of \"" + Printable(entry.name) + "\" is wrong");
  }
}

}  // namespace residua
