#include "checkpoint/compact.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoint/convert.h"
#include "core/error.h"
#include "core/json.h"

namespace residua {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kMaxVectors = 256;
constexpr std::uint64_t kMaxVectorLength = 16;
// Of so few vectors the codes are half a byte.
constexpr std::uint64_t kHalfByteVectors = 16;
// No product of a weight's dimensions can then overflow.
constexpr std::uint64_t kMaxChannels = 1u << 24;
constexpr std::uint64_t kMaxRow = 1u << 30;

[[noreturn]] void Refuse(const std::string& tensor, const std::string& why) {
  throw Error(ErrorCode::kInvalidCheckpoint, "The compact weight \"" + tensor +
                                                 "\" cannot be read: " + why +
                                                 ". Make the file again with scripts/compress.");
}

template <typename T>
constexpr T DivideUp(T a, T b) {
  return (a + b - 1) / b;
}

// Bytes of a channel's codes.
std::uint64_t RowBytes(std::uint64_t row, const TensorEntry& codebook) {
  const std::uint64_t codes = DivideUp(row, codebook.shape[1]);
  return codebook.shape[0] <= kHalfByteVectors ? DivideUp(codes, std::uint64_t{2}) : codes;
}

void CheckPart(const std::string& weight, const TensorEntry& part, bool sound_type,
               const std::vector<std::uint64_t>& expected) {
  if (sound_type && part.shape == expected) return;
  Refuse(weight, "\"" + part.name + "\" is " + ToString(part.dtype) + " " + part.ShapeText() +
                     ", expected " + TensorEntry{.shape = expected}.ShapeText() +
                     (sound_type ? "" : " of another type"));
}

std::vector<std::uint64_t> ReadShape(const std::string& weight, const JsonValue& value) {
  std::vector<std::uint64_t> shape;
  std::uint64_t row = 1;
  for (const JsonValue& item : value.items()) {
    const std::uint64_t size = item.whole_number().value_or(0);
    const bool first = shape.empty();
    if (size == 0 || size > (first ? kMaxChannels : kMaxRow / row)) {
      Refuse(weight, "its shape in the metadata is that of no weight");
    }
    if (!first) row *= size;
    shape.push_back(size);
  }
  if (shape.size() < 2) Refuse(weight, "the metadata give it no shape");
  return shape;
}

// `before` are the tensors in front of `codes`; those that belong to it are taken away.
TensorEntry Join(TensorEntry codes, std::vector<std::uint64_t> shape,
                 std::vector<TensorEntry>& before) {
  const std::string weight = codes.name;
  const auto take = [&](const char* suffix) {
    if (before.empty() || before.back().name != weight + suffix) {
      Refuse(weight, "no \"" + weight + suffix + "\" lies in front of it");
    }
    TensorEntry part = std::move(before.back());
    before.pop_back();
    return part;
  };
  TensorEntry whole{.name = weight, .dtype = DType::kF32, .file = codes.file, .end = codes.end};
  whole.parts.push_back(take(".scale"));
  CheckPart(weight, whole.parts[0], IsFloatingPoint(whole.parts[0].dtype), {shape[0]});
  if (codes.dtype == DType::kI8) {
    CheckPart(weight, codes, true, shape);
  } else {
    const TensorEntry codebook = take(".codebook");
    if (!IsFloatingPoint(codebook.dtype) || codebook.shape.size() != 2 || codebook.shape[0] == 0 ||
        codebook.shape[0] > kMaxVectors || codebook.shape[1] == 0 ||
        codebook.shape[1] > kMaxVectorLength) {
      Refuse(weight, "\"" + codebook.name + "\" " + codebook.ShapeText() + " is no codebook");
    }
    std::uint64_t row = 1;
    for (std::size_t i = 1; i < shape.size(); ++i) row *= shape[i];
    CheckPart(weight, codes, codes.dtype == DType::kU8, {shape[0], RowBytes(row, codebook)});
    whole.parts.insert(whole.parts.begin(), codebook);
  }
  whole.begin = whole.parts[0].begin;
  whole.shape = std::move(shape);
  whole.parts.push_back(std::move(codes));
  return whole;
}

void ScaleNumbers(std::span<const std::byte> codes, std::span<const float> scales,
                  std::span<float> to) {
  const std::size_t row = to.size() / scales.size();
  const auto* from = reinterpret_cast<const std::int8_t*>(codes.data());
  float* out = to.data();
  for (const float scale : scales) {
    for (std::size_t k = 0; k < row; ++k) out[k] = static_cast<float>(from[k]) * scale;
    from += row;
    out += row;
  }
}

// Whether every code has a vector in `codebook`, of vectors of `length` numbers.
bool LookUp(std::span<const std::byte> codes, std::span<const float> codebook, std::size_t length,
            std::span<const float> scales, std::span<float> to) {
  const std::size_t vectors = codebook.size() / length;
  const std::size_t row = to.size() / scales.size();
  const std::size_t row_bytes = codes.size() / scales.size();
  const auto* from = reinterpret_cast<const std::uint8_t*>(codes.data());
  std::vector<std::uint8_t> halves;
  float* out = to.data();
  for (const float scale : scales) {
    const std::uint8_t* code = from;
    const std::size_t count = DivideUp(row, length);
    if (vectors <= kHalfByteVectors) {
      halves.resize(2 * row_bytes);
      for (std::size_t i = 0; i < row_bytes; ++i) {
        halves[2 * i] = from[i] & 15;
        halves[2 * i + 1] = from[i] >> 4;
      }
      code = halves.data();
    }
    if (*std::max_element(code, code + count) >= vectors) return false;
    // A loop over the codes for each place in the vector: none that is only a vector long.
    for (std::size_t l = 0; l < length; ++l) {
      const float* const numbers = codebook.data() + l;
      const std::uint8_t* next = code;
      for (std::size_t k = l; k < row; k += length) out[k] = numbers[*next++ * length] * scale;
    }
    from += row_bytes;
    out += row;
  }
  return true;
}

}  // namespace

void JoinCompactTensors(TensorIndex& index) {
  const auto text = index.metadata.find("residua.compact");
  if (text == index.metadata.end()) return;
  const std::optional<Json> document = Json::Parse(text->second);
  const JsonValue root = document ? document->root() : JsonValue();
  const std::optional<std::uint64_t> version = root["version"].whole_number();
  if (!version || !root["shapes"].is_object()) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The metadata \"residua.compact\" of the safetensors file tell no version and "
                "shapes. Make the file again with scripts/compress.");
  }
  if (*version != kVersion) {
    throw Error(ErrorCode::kUnsupportedCheckpoint,
                "The weights are compact in version " + std::to_string(*version) +
                    ", and this Residua reads version " + std::to_string(kVersion) +
                    ". Take a newer Residua, or weights in F16.");
  }
  std::map<std::string_view, JsonValue> shapes;
  for (const auto& [name, shape] : root["shapes"].members()) shapes[name] = shape;

  std::vector<TensorEntry> joined;
  for (TensorEntry& tensor : index.tensors) {
    const auto found = shapes.find(tensor.name);
    if (found == shapes.end()) {
      joined.push_back(std::move(tensor));
      continue;
    }
    std::vector<std::uint64_t> shape = ReadShape(tensor.name, found->second);
    shapes.erase(found);
    joined.push_back(Join(std::move(tensor), std::move(shape), joined));
  }
  if (!shapes.empty()) Refuse(std::string(shapes.begin()->first), "the file lacks it");
  index.tensors = std::move(joined);
}

void DecodeCompact(const TensorEntry& entry, std::span<const std::byte> bytes,
                   std::span<float> to) {
  const auto bytes_of = [&](const TensorEntry& part) {
    return bytes.subspan(static_cast<std::size_t>(part.begin - entry.begin),
                         static_cast<std::size_t>(part.end - part.begin));
  };
  const auto floats_of = [&](const TensorEntry& part) {
    std::vector<float> floats(static_cast<std::size_t>(part.elements()));
    ToFloat(part, bytes_of(part), floats);
    return floats;
  };
  const std::span<const std::byte> codes = bytes_of(entry.parts.back());
  const std::vector<float> scales = floats_of(entry.parts[entry.parts.size() - 2]);
  if (entry.parts.size() == 2) return ScaleNumbers(codes, scales, to);
  const TensorEntry& codebook = entry.parts[0];
  const auto length = static_cast<std::size_t>(codebook.shape[1]);
  if (!LookUp(codes, floats_of(codebook), length, scales, to)) {
    Refuse(entry.name, "one of its codes is beyond the " + std::to_string(codebook.shape[0]) +
                           " vectors of \"" + codebook.name + "\"");
  }
}

}  // namespace residua
