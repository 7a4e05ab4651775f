// torch/serialization.py: `_save`. torch/csrc/jit/serialization/export_module.cpp has
// TorchScript's.

#include "checkpoint/pytorch_zip.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>

#include "checkpoint/foreign_file.h"
#include "checkpoint/object_tree.h"
#include "checkpoint/pickle.h"
#include "checkpoint/pytorch_error.h"
#include "checkpoint/script_code.h"
#include "checkpoint/torch_globals.h"
#include "checkpoint/torch_tensors.h"
#include "core/heap_sort.h"

namespace residua {
namespace {

constexpr std::string_view kPickleName = "/data.pkl";

// The entries are sorted by name.
const ZipEntry* Find(const std::vector<ZipEntry>& entries, std::string_view name) {
  const auto found = std::ranges::lower_bound(entries, name, {}, &ZipEntry::name);
  return found != entries.end() && found->name == name ? &*found : nullptr;
}

// The folder that contains everything: "archive", or the file's original name. Empty if there is
// none.
std::string FindRoot(const std::vector<ZipEntry>& entries) {
  std::string root;
  for (const ZipEntry& entry : entries) {
    const std::size_t slash = entry.name.find('/');
    if (slash == entry.name.npos || entry.name.substr(slash) != kPickleName) continue;
    if (!root.empty()) ThrowUnsupported("The zip archive holds several PyTorch files.");
    root = entry.name.substr(0, slash);
  }
  return root;
}

// torch.save stores entries uncompressed; trained weights compress by a few percent, so an archive
// that expands much more is malicious.
void RefuseBomb(const std::vector<ZipEntry>& entries, std::uint64_t file_size) {
  constexpr std::uint64_t kLargestGrowth = 16;
  std::uint64_t total = 0;
  for (const ZipEntry& entry : entries) {
    if (entry.method != 0 && __builtin_add_overflow(total, entry.size, &total)) total = UINT64_MAX;
  }
  if (total / kLargestGrowth > file_size) {
    ThrowUnsupported("The zip archive's entries would be " + std::to_string(total >> 20) +
                     " MB. Load the file in Python and save it again with torch.save.");
  }
}

// The code of TorchScript's classes.
class ScriptCode {
 public:
  ScriptCode(FileBytes& file, const std::vector<ZipEntry>& entries, const std::string& root)
      : file_(file), entries_(entries), folder_(root + "/code/") {}

  Facts FactsOf(std::string_view type) {
    const std::size_t dot = type.rfind('.');
    std::string path = folder_ + std::string(type.substr(0, dot)) + ".py";
    std::ranges::replace(path.begin() + static_cast<std::ptrdiff_t>(folder_.size()), path.end() - 3,
                         '.', '/');
    const std::string& text = TextOf(path);
    if (text.size() > kMost - read_) return {};
    read_ += text.size();
    return ReadScriptCode(text, type.substr(dot + 1));
  }

 private:
  static constexpr std::size_t kMost = std::size_t{64} << 20;  // bytes that are read

  const std::string& TextOf(const std::string& path) {
    const auto [known, is_new] = texts_.try_emplace(path);
    const ZipEntry* const found = Find(entries_, path);
    if (is_new && found && found->size < kMost - read_) {
      ZipEntry entry = *found;
      ExpandZipEntry(file_, entry);
      known->second.resize(static_cast<std::size_t>(entry.size));
      file_.Read(entry.begin, std::as_writable_bytes(std::span(known->second)));
    }
    return known->second;
  }

  FileBytes& file_;
  const std::vector<ZipEntry>& entries_;
  std::string folder_;
  std::map<std::string, std::string> texts_;  // by path
  std::size_t read_ = 0;
};

}  // namespace

bool PyTorchZip::Begins(std::string_view first_bytes) {
  return first_bytes.starts_with("PK\x03\x04");
}

TensorIndex ReadPyTorchZip(FileBytes& file, std::vector<ZipEntry>& records) {
  std::vector<ZipEntry> entries = ReadZipDirectory(file);
  const std::string root = FindRoot(entries);
  if (root.empty()) ThrowForeignZip(entries);
  if (const ZipEntry* const order = Find(entries, root + "/byteorder")) {
    // "little" or "big"
    const bool has_text = order->method == 0 && order->end > order->begin;
    if (has_text && file.Number(order->begin, 1) == 'b') ThrowBigEndian();
  }

  RefuseBomb(entries, file.size());
  const std::string folder = root + "/data/";
  StorageTable storages;
  for (ZipEntry& entry : entries) {
    if (!entry.name.starts_with(folder)) continue;
    ExpandZipEntry(file, entry);
    records.push_back(entry);
    storages[entry.name.substr(folder.size())] = {.begin = entry.begin, .end = entry.end};
  }
  HeapSort(records, {}, &ZipEntry::begin);
  ZipEntry pickle = *Find(entries, root + std::string(kPickleName));
  ExpandZipEntry(file, pickle);
  CheckZipEntry(file, pickle);
  ScriptCode code(file, entries, root);
  return ReadObjectTree(Pickle(file, pickle.begin, pickle.end, ResolveTorchGlobal), storages, file,
                        [&](std::string_view type) { return code.FactsOf(type); });
}

TensorIndex PyTorchZip::Read() { return ReadPyTorchZip(file_, records_); }

void PyTorchZip::Verify(std::span<const TensorEntry* const> wanted) {
  const ZipEntry* verified = nullptr;  // the wanted entries are in the order of the bytes
  for (const TensorEntry* const entry : wanted) {
    const auto behind = std::ranges::upper_bound(records_, entry->begin, {}, &ZipEntry::begin);
    if (behind == records_.begin()) continue;
    const ZipEntry& record = *std::prev(behind);
    if (&record == verified || entry->begin >= record.end) continue;
    CheckZipEntry(file_, record);
    verified = &record;
  }
}

}  // namespace residua
