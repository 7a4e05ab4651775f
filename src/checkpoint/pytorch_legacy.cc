// torch/serialization.py: `_legacy_save`.

#include "checkpoint/pytorch_legacy.h"

#include <cstdint>
#include <map>
#include <string>

#include "checkpoint/object_tree.h"
#include "checkpoint/pickle.h"
#include "checkpoint/pytorch_error.h"
#include "checkpoint/torch_globals.h"
#include "checkpoint/torch_tensors.h"

namespace residua {
namespace {

// As the first of the pickles has it: a long integer of ten bytes.
constexpr std::string_view kMagic = "\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19";
constexpr std::int64_t kVersion = 1001;

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
StorageTable ReadStorages(const FileBytes& file, std::uint64_t at, const Pickle& object,
                          const Pickle& keys) {
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

}  // namespace

// A pickle of any protocol from 2 on, whose first value is the number.
bool PyTorchLegacy::Begins(std::string_view first_bytes) {
  constexpr std::size_t kFrameEnd = 11;  // protocol, and the length of a frame
  const std::size_t magic = first_bytes.find(kMagic);
  return first_bytes.starts_with('\x80') && (magic == 2 || magic == kFrameEnd);
}

TensorIndex ReadPyTorchLegacy(FileBytes& file) {
  const auto next = [&](std::uint64_t begin) {
    return Pickle(file, begin, file.size(), ResolveTorchGlobal);
  };
  const Pickle magic = next(0);
  const Pickle version = next(magic.end());
  if (version.at(version.root()).number != kVersion) {
    ThrowUnsupported("The PyTorch file is of version " +
                     std::to_string(version.at(version.root()).number) + "; 1001 is read.");
  }
  const Pickle machine = next(version.end());
  if (!IsLittleEndian(machine)) ThrowBigEndian();
  const Pickle object = next(machine.end());
  const Pickle keys = next(object.end());
  return ReadObjectTree(object, ReadStorages(file, keys.end(), object, keys), file);
}

TensorIndex PyTorchLegacy::Read() { return ReadPyTorchLegacy(file_); }

}  // namespace residua
