#include "checkpoint/sharded_checkpoint.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "checkpoint/compact.h"
#include "checkpoint/foreign_file.h"
#include "checkpoint/pytorch_zip.h"
#include "checkpoint/safetensors.h"
#include "core/error.h"
#include "core/heap_sort.h"
#include "core/json.h"

namespace residua {
namespace {

// Replaces a file's index if the tensor was found.
constexpr std::size_t kFound = static_cast<std::size_t>(-1);

constexpr std::uint64_t kZipStart = 0x04034B50;  // "PK\x03\x04"

[[noreturn]] void Refuse(const std::string& why) {
  throw Error(ErrorCode::kInvalidCheckpoint, "The sharded checkpoint cannot be read: " + why + ".");
}

// The header of one file. Throws unless the file has exactly the length that the header gives.
TensorIndex ReadHeader(const std::string& name, FileBytes& file) {
  if (file.size() > 4 && file.Number(0, 4) == kZipStart) {
    std::vector<ZipEntry> records;
    TensorIndex index = ReadPyTorchZip(file, records);
    for (const ZipEntry& record : records) CheckZipEntry(file, record);
    return index;
  }
  if (file.size() < kSafetensorsPrefix) Refuse(name + " is no safetensors file");
  std::array<std::byte, kSafetensorsPrefix> prefix;
  file.Read(0, prefix);
  const std::size_t length = SafetensorsHeaderLength(prefix);
  if (file.size() - kSafetensorsPrefix < length) Refuse(name + " ends within its header");
  std::vector<std::byte> json(length);
  file.Read(kSafetensorsPrefix, json);
  TensorIndex index = ParseSafetensorsHeader({reinterpret_cast<const char*>(json.data()), length});
  const std::uint64_t end =
      index.tensors.empty() ? kSafetensorsPrefix + length : index.tensors.back().end;
  if (end != file.size()) {
    Refuse(name + " has " + std::to_string(file.size()) + " bytes, and its header speaks of " +
           std::to_string(end));
  }
  return index;
}

}  // namespace

ShardIndex ParseShardIndex(std::string_view json) {
  const std::optional<Json> document = Json::Parse(json);
  if (!document || !document->root()["weight_map"].is_object()) ThrowForeignJson(json);
  const auto members = document->root()["weight_map"].members();
  ShardIndex index;
  for (const auto& [tensor, file] : members) {
    const std::string name(file.string().value_or(""));
    if (name.empty() || name[0] == '.' || name.find_first_of("/\\:") != name.npos) {
      Refuse("\"" + std::string(tensor) + "\" lies in \"" + name +
             "\", which is no file beside the index");
    }
    if (std::ranges::find(index.files, name) == index.files.end()) index.files.push_back(name);
  }
  if (index.files.empty()) Refuse("its index names no tensors");
  HeapSort(index.files);
  for (const auto& [tensor, file] : members) {
    const auto found = std::ranges::find(index.files, *file.string());
    const auto place = static_cast<std::size_t>(found - index.files.begin());
    if (!index.weight_map.emplace(tensor, place).second) {
      Refuse("its index names \"" + std::string(tensor) + "\" twice");
    }
  }
  return index;
}

TensorIndex ReadShards(ShardIndex index, std::span<FileBytes> files) {
  if (files.size() != index.files.size()) {
    Refuse("its index names " + std::to_string(index.files.size()) + " files, and " +
           std::to_string(files.size()) + " came");
  }
  TensorIndex all;
  for (std::size_t i = 0; i < files.size(); ++i) {
    TensorIndex one = ReadHeader(index.files[i], files[i]);
    for (TensorEntry& tensor : one.tensors) {
      const auto place = index.weight_map.find(tensor.name);
      if (place == index.weight_map.end() || place->second != i) {
        Refuse(index.files[i] + " holds \"" + tensor.name + "\", and the index does not say so");
      }
      place->second = kFound;
      tensor.file = i;
      tensor.order += static_cast<std::uint32_t>(all.tensors.size());
    }
    JoinCompactTensors(one);
    all.metadata.merge(one.metadata);
    for (TensorEntry& tensor : one.tensors) all.tensors.push_back(std::move(tensor));
  }
  for (const auto& [tensor, file] : index.weight_map) {
    if (file != kFound) Refuse(index.files[file] + " lacks \"" + tensor + "\"");
  }
  return all;
}

std::vector<std::string> ShardedCheckpoint::EndFile() {
  if (index_) {
    shards_.push_back(std::move(file_));
    file_ = {};
    return {};
  }
  std::string json(static_cast<std::size_t>(file_.size()), '\0');
  file_.Read(0, std::as_writable_bytes(std::span(json)));
  file_ = {};
  index_ = ParseShardIndex(json);
  return index_->files;
}

void ShardedCheckpoint::Finish() {
  if (!index_) EndFile();
  Deliver(Read(), shards_);
}

}  // namespace residua
