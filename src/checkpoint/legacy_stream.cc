// torch/serialization.py: `_legacy_save`.

#include "checkpoint/legacy_stream.h"

#include <map>
#include <string>
#include <utility>

#include "checkpoint/pytorch_error.h"
#include "checkpoint/torch_globals.h"

namespace residua {
namespace {

constexpr std::int64_t kVersion = 1001;

// The byte order given by the third pickle.
bool IsLittleEndian(const Pickle& machine) {
  for (const auto& [key, value] : machine.Pairs(machine.root())) {
    if (machine.Is(key, PickleKind::kText) && machine.Text(key) == "little_endian") {
      return machine.at(value).number != 0;
    }
  }
  return true;
}

// The bytes from `at` on: for each key the storage's number of elements (8 bytes) and the elements.
StorageTable ReadStorages(const FileBytes& file, std::uint64_t at, std::uint64_t end,
                          const Pickle& object, const Pickle& keys) {
  std::map<std::string, std::uint64_t> element_bytes;
  for (std::uint32_t value = 0; value < object.size(); ++value) {
    if (!IsTorchStorage(object, value)) continue;
    const TorchStorage storage = ReadTorchStorage(object, value);
    element_bytes[storage.key] = storage.type.bytes;
  }
  if (!keys.Is(keys.root(), PickleKind::kList)) ThrowDamaged("it has no list of its storages");
  StorageTable storages;
  for (const std::uint32_t item : keys.at(keys.root()).items) {
    const std::string key = keys.Text(item);
    const auto bytes = element_bytes.find(key);
    if (bytes == element_bytes.end()) ThrowDamaged("it has a storage that no tensor uses");
    if (end - at < 8) ThrowDamaged("it ends before its tensors do");
    const std::uint64_t elements = file.Number(at, 8);
    at += 8;
    if (elements > (end - at) / bytes->second) {
      ThrowDamaged("it ends before its tensors do");
    }
    const StorageBytes storage{.begin = at, .end = at + elements * bytes->second};
    if (!storages.emplace(key, storage).second) ThrowDamaged("it has a storage twice");
    at = storage.end;
  }
  return storages;
}

}  // namespace

LegacyStream ReadLegacyStream(const FileBytes& file, std::uint64_t begin, std::uint64_t end) {
  const auto next = [&](std::uint64_t at) { return Pickle(file, at, end, ResolveTorchGlobal); };
  const Pickle magic = next(begin);
  const Pickle version = next(magic.end());
  if (version.at(version.root()).number != kVersion) {
    ThrowUnsupported("The PyTorch file is of version " +
                     std::to_string(version.at(version.root()).number) + "; 1001 is read.");
  }
  const Pickle machine = next(version.end());
  if (!IsLittleEndian(machine)) ThrowBigEndian();
  Pickle object = next(machine.end());
  const Pickle keys = next(object.end());
  StorageTable storages = ReadStorages(file, keys.end(), end, object, keys);
  return {.object = std::move(object), .storages = std::move(storages)};
}

PlacedStorage ReadSavedStorage(const FileBytes& file, std::uint64_t begin, std::uint64_t end) {
  const LegacyStream stream = ReadLegacyStream(file, begin, end);
  if (!IsTorchStorage(stream.object, stream.object.root())) {
    ThrowDamaged("it has something else where a storage belongs");
  }
  PlacedStorage placed{.storage = ReadTorchStorage(stream.object, stream.object.root())};
  const auto found = stream.storages.find(placed.storage.key);
  if (found == stream.storages.end()) ThrowDamaged("a storage in it is missing");
  placed.bytes = found->second;
  return placed;
}

}  // namespace residua
