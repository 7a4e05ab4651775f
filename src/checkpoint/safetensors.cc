#include "checkpoint/safetensors.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string>

#include "core/error.h"
#include "core/heap_sort.h"
#include "core/json.h"

namespace residua {
namespace {

// The format's own limit.
constexpr std::uint64_t kMaxHeader = 100'000'000;
constexpr std::size_t kMaxDimensions = 16;

[[noreturn]] void Refuse(const std::string& why) {
  throw Error(ErrorCode::kInvalidCheckpoint,
              "The safetensors file is damaged: " + why + ". Download or save it again.");
}

DType ParseDType(std::string_view name, std::string_view tensor) {
  constexpr std::array kKnown = {DType::kF64, DType::kF32, DType::kF16, DType::kBF16, DType::kI64,
                                 DType::kI32, DType::kI16, DType::kI8,  DType::kU8,   DType::kBool};
  for (const DType dtype : kKnown) {
    if (name == ToString(dtype)) return dtype;
  }
  throw Error(ErrorCode::kUnsupportedCheckpoint,
              "The tensor \"" + std::string(tensor) + "\" is of type " + std::string(name) +
                  ", which is not read. Save the weights as F32, F16 or BF16.");
}

// a * b, or empty if it exceeds 2^63.
std::optional<std::uint64_t> Multiply(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (a != 0 && b > kMax / a) return std::nullopt;
  return a * b;
}

// `begin` and `end` are still relative to the first tensor.
TensorEntry ParseEntry(std::string_view name, const JsonValue& value) {
  const std::string quoted = "\"" + std::string(name) + "\"";
  TensorEntry entry{.name = std::string(name)};
  const std::optional<std::string_view> dtype = value["dtype"].string();
  const std::vector<JsonValue> offsets = value["data_offsets"].items();
  if (!dtype || !value["shape"].is_array() || offsets.size() != 2) {
    Refuse("the tensor " + quoted + " has no dtype, shape and two data_offsets");
  }
  entry.dtype = ParseDType(*dtype, name);

  std::optional<std::uint64_t> bytes = SizeOf(entry.dtype);
  for (const JsonValue& item : value["shape"].items()) {
    const std::optional<std::uint64_t> size = item.whole_number();
    if (!size) Refuse("the shape of " + quoted + " is not made of whole numbers");
    if (entry.shape.size() == kMaxDimensions) Refuse(quoted + " has too many dimensions");
    entry.shape.push_back(*size);
    if (bytes) bytes = Multiply(*bytes, *size);
  }
  const std::optional<std::uint64_t> begin = offsets[0].whole_number();
  const std::optional<std::uint64_t> end = offsets[1].whole_number();
  if (!begin || !end || *begin > *end) Refuse("the data_offsets of " + quoted + " are no range");
  if (!bytes || *end - *begin != *bytes) {
    Refuse("the tensor " + quoted + " of shape " + entry.ShapeText() + " and type " +
           ToString(entry.dtype) + " has " + std::to_string(*end - *begin) + " bytes" +
           (bytes ? ", expected " + std::to_string(*bytes) : ""));
  }
  entry.begin = *begin;
  entry.end = *end;
  return entry;
}

}  // namespace

std::size_t SafetensorsHeaderLength(std::span<const std::byte, kSafetensorsPrefix> prefix) {
  std::uint64_t length = 0;
  for (std::size_t i = prefix.size(); i-- > 0;) {
    length = length << 8 | std::to_integer<std::uint64_t>(prefix[i]);
  }
  if (length > kMaxHeader) {
    Refuse("its header would be " + std::to_string(length) + " bytes long, at most " +
           std::to_string(kMaxHeader) + " are allowed");
  }
  return static_cast<std::size_t>(length);
}

TensorIndex ParseSafetensorsHeader(std::string_view json) {
  std::string problem;
  const std::optional<Json> document = Json::Parse(json, &problem);
  if (!document) Refuse("its header is no JSON (" + problem + ")");
  if (!document->root().is_object()) Refuse("its header is not a JSON object");

  TensorIndex index;
  std::set<std::string_view> names;
  for (const auto& [name, value] : document->root().members()) {
    if (!names.insert(name).second) Refuse("it has two tensors \"" + std::string(name) + "\"");
    if (name == "__metadata__") {
      for (const auto& [key, text] : value.members()) {
        if (text.string()) index.metadata[std::string(key)] = *text.string();
      }
    } else {
      index.tensors.push_back(ParseEntry(name, value));
      index.tensors.back().order = static_cast<std::uint32_t>(index.tensors.size() - 1);
    }
  }
  // Of several tensors with the same begin, all but the last are empty.
  HeapSort(index.tensors, [](const TensorEntry& a, const TensorEntry& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::uint64_t reached = 0;
  for (TensorEntry& tensor : index.tensors) {
    if (tensor.begin != reached) {
      Refuse("the bytes of \"" + tensor.name + "\" do not follow on those before them");
    }
    reached = tensor.end;
    tensor.begin += kSafetensorsPrefix + json.size();
    tensor.end += kSafetensorsPrefix + json.size();
  }
  return index;
}

}  // namespace residua
