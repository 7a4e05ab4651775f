// torch/serialization.py has both forms: `_save` and `_legacy_save`.

#include "checkpoint/pytorch_file.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/pickle.h"
#include "checkpoint/pytorch_error.h"
#include "checkpoint/torch_globals.h"
#include "checkpoint/torch_tensors.h"
#include "checkpoint/wrappers.h"
#include "checkpoint/zip_directory.h"
#include "core/heap_sort.h"

namespace residua {
namespace {

constexpr std::string_view kZipStart = "PK\x03\x04";
constexpr std::string_view kTarStart = "sys_info";  // the name of the tar's first file
constexpr std::uint64_t kPickleStart = 0x80;        // and a protocol from 2 to 5

// A safetensors file begins with the length of its header, which may not be larger.
constexpr std::uint64_t kLongestSafetensorsHeader = 100'000'000;

constexpr std::string_view kLegacyMagic = "\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19";
constexpr std::int64_t kLegacyVersion = 1001;

constexpr std::string_view kPickleName = "/data.pkl";

std::int64_t Resolve(std::string_view name) {
  return static_cast<std::int64_t>(ResolveTorchGlobal(name));
}

[[noreturn]] void ThrowBigEndian() {
  ThrowUnsupported(
      "The PyTorch file was written by a big-endian machine. Load it there and save it with "
      "safetensors, which is the same everywhere.");
}

// Entries are sorted by name.
const ZipEntry* Find(const std::vector<ZipEntry>& entries, std::string_view name) {
  const auto found = std::ranges::lower_bound(entries, name, {}, &ZipEntry::name);
  return found != entries.end() && found->name == name ? &*found : nullptr;
}

// The folder that holds everything: "archive", or the file's first name.
std::string FindRoot(const std::vector<ZipEntry>& entries) {
  std::string root;
  for (const ZipEntry& entry : entries) {
    const std::size_t slash = entry.name.find('/');
    if (slash == entry.name.npos || entry.name.substr(slash) != kPickleName) continue;
    if (!root.empty()) ThrowUnsupported("The zip archive holds several PyTorch files.");
    root = entry.name.substr(0, slash);
  }
  if (root.empty()) {
    ThrowUnsupported(
        "The zip archive is no PyTorch file: it has no data.pkl. If the checkpoint was packed into "
        "an archive, unpack it first.");
  }
  return root;
}

void RefuseTorchScript(const std::vector<ZipEntry>& entries, const std::string& root) {
  const std::string code = root + "/code/";
  const auto first = std::ranges::lower_bound(entries, code, {}, &ZipEntry::name);
  const bool has_code = first != entries.end() && first->name.starts_with(code);
  if (has_code || Find(entries, root + "/constants.pkl")) {
    ThrowUnsupported(
        "The file is a TorchScript archive, a program with its weights. Save the weights in "
        "Python: "
        "torch.save(torch.jit.load(\"model.pt\").state_dict(), \"model.pth\").");
  }
}

void RefuseCompressed(const std::vector<ZipEntry>& entries) {
  const auto found = std::ranges::find(entries, true, &ZipEntry::compressed);
  if (found == entries.end()) return;
  ThrowUnsupported(
      "The zip archive's entry \"" + Printable(found->name) +
      "\" is compressed, which torch.save never does. Load the file in Python and save "
      "it again with torch.save.");
}

std::vector<TensorEntry> ReadZip(const FileBytes& file) {
  const std::vector<ZipEntry> entries = ReadZipDirectory(file);
  const std::string root = FindRoot(entries);
  RefuseTorchScript(entries, root);
  RefuseCompressed(entries);
  if (const ZipEntry* const order = Find(entries, root + "/byteorder")) {
    // "little" or "big"
    if (order->end > order->begin && file.Number(order->begin, 1) == 'b') ThrowBigEndian();
  }

  const std::string folder = root + "/data/";
  const auto in_folder = [&](const ZipEntry& entry) { return entry.name.starts_with(folder); };
  StorageTable storages;
  for (const ZipEntry& entry : entries) {
    if (!in_folder(entry)) continue;
    storages[entry.name.substr(folder.size())] = {.begin = entry.begin, .end = entry.end};
  }
  const ZipEntry& pickle = *Find(entries, root + std::string(kPickleName));
  CheckZipEntry(file, pickle);
  std::vector<TensorEntry> tensors =
      ReadStateDict(Pickle(file, pickle.begin, pickle.end, Resolve), storages);
  for (const ZipEntry& entry : entries) {
    if (in_folder(entry) && storages[entry.name.substr(folder.size())].used) {
      CheckZipEntry(file, entry);
    }
  }
  return tensors;
}

// The order of bytes that the third pickle tells.
bool IsLittleEndian(const Pickle& machine) {
  for (const auto& [key, value] : machine.Pairs(machine.root())) {
    if (machine.Is(key, PickleKind::kText) && machine.Text(key) == "little_endian") {
      return machine.at(value).number != 0;
    }
  }
  return true;
}

// The bytes from `at` on: for each key its storage's number of elements (8 bytes) and the elements.
StorageTable ReadLegacyStorages(const FileBytes& file, std::uint64_t at, const Pickle& object,
                                const Pickle& keys) {
  std::map<std::string, std::size_t> element_bytes;
  for (std::uint32_t value = 0; value < object.size(); ++value) {
    if (!object.Is(value, PickleKind::kPersistent)) continue;
    const TorchStorage storage = ReadTorchStorage(object, value);
    // How many bytes it takes is not known, nor then where the next one begins.
    if (storage.type > TorchGlobal::kTypeUntyped) {
      ThrowUnsupported("The PyTorch file has quantized or complex numbers, which are not read.");
    }
    element_bytes[storage.key] = SizeOf(storage.type);
  }
  if (!keys.Is(keys.root(), PickleKind::kList)) ThrowDamaged("it has no list of its storages");
  StorageTable storages;
  for (const std::uint32_t item : keys.at(keys.root()).items) {
    const std::string key = keys.Text(item);
    const auto bytes = element_bytes.find(key);
    if (bytes == element_bytes.end()) ThrowDamaged("it has a storage that no tensor uses");
    if (file.size() - at < 8) ThrowDamaged("it ends before its tensors do");
    const std::uint64_t elements = file.Number(at, 8);
    at += 8;
    if (elements > (file.size() - at) / bytes->second) {
      ThrowDamaged("it ends before its tensors do");
    }
    const StorageBytes storage{.begin = at, .end = at + elements * bytes->second};
    if (!storages.emplace(key, storage).second) ThrowDamaged("it has a storage twice");
    at = storage.end;
  }
  return storages;
}

std::vector<TensorEntry> ReadLegacy(const FileBytes& file) {
  const auto next = [&](std::uint64_t begin) { return Pickle(file, begin, file.size(), Resolve); };
  const Pickle magic = next(0);
  if (!magic.Is(magic.root(), PickleKind::kText) || magic.Text(magic.root()) != kLegacyMagic) {
    ThrowUnsupported(
        "The file is a pickle, but not one that torch.save wrote. Save it in Python: "
        "torch.save(model.state_dict(), \"model.pth\").");
  }
  const Pickle version = next(magic.end());
  if (version.at(version.root()).number != kLegacyVersion) {
    ThrowUnsupported("The PyTorch file is of version " +
                     std::to_string(version.at(version.root()).number) + "; 1001 is read.");
  }
  const Pickle machine = next(version.end());
  if (!IsLittleEndian(machine)) ThrowBigEndian();
  const Pickle object = next(machine.end());
  const Pickle keys = next(object.end());
  StorageTable storages = ReadLegacyStorages(file, keys.end(), object, keys);
  return ReadStateDict(object, storages);
}

std::string_view AsText(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

bool LooksLikePyTorch(std::span<const std::byte> first_bytes) {
  const std::string_view text = AsText(first_bytes);
  if (text.starts_with(kZipStart) || text.starts_with(kTarStart)) return true;
  std::uint64_t number = 0;
  const std::size_t count = std::min<std::size_t>(first_bytes.size(), 8);
  for (std::size_t i = count; i-- > 0;) {
    number = number << 8 | std::to_integer<unsigned>(first_bytes[i]);
  }
  const std::uint64_t protocol = number >> 8 & 0xFF;
  return (number & 0xFF) == kPickleStart && protocol >= 2 && protocol <= 5 &&
         (count < 8 || number > kLongestSafetensorsHeader);
}

TensorIndex ReadPyTorchIndex(const FileBytes& file) {
  std::array<std::byte, 8> start{};
  const std::span<const std::byte> first = file.Run(0);
  std::ranges::copy(first.first(std::min(first.size(), start.size())), start.begin());
  TensorIndex index;
  if (AsText(start).starts_with(kZipStart)) {
    index.tensors = ReadZip(file);
  } else if (AsText(start) == kTarStart) {
    ThrowUnsupported(
        "The file is a tar archive, as PyTorch wrote before version 0.1.10. Load it in Python and "
        "save it again: torch.save(model.state_dict(), \"model.pth\").");
  } else {
    index.tensors = ReadLegacy(file);
  }
  StripWrapperPrefixes(index);
  HeapSort(index.tensors, [](const TensorEntry& a, const TensorEntry& b) {
    return std::pair(a.begin, std::string_view(a.name)) <
           std::pair(b.begin, std::string_view(b.name));
  });
  return index;
}

}  // namespace residua
