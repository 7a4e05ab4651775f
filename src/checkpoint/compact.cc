#include "checkpoint/compact.h"

#include <cstdint>
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

constexpr std::uint64_t kMaxVectors = 256;
constexpr std::uint64_t kMaxVectorLength = 16;
// With up to this many vectors, a code takes half a byte.
constexpr std::uint64_t kHalfByteVectors = 16;
// Prevents overflow in products of a weight's dimensions.
constexpr std::uint64_t kMaxChannels = 1u << 24;
constexpr std::uint64_t kMaxRow = 1u << 30;

// Indices of a weight's tensors in TensorEntry::parts.
enum Part : std::size_t { kCodes, kScale, kCodebook };

[[noreturn]] void Refuse(std::string_view weight, const std::string& why) {
  throw Error(ErrorCode::kInvalidCheckpoint, "The compact weight \"" + std::string(weight) +
                                                 "\" cannot be read: " + why +
                                                 ". Make the file again with scripts/compress.sh.");
}

void Check(bool sound, const TensorEntry& whole, const TensorEntry& part) {
  if (sound) return;
  Refuse(whole.name, "\"" + part.name + "\" is " + ToString(part.dtype) + " " + part.ShapeText() +
                         ", which does not fit the weight's shape " + whole.ShapeText());
}

std::vector<std::uint64_t> ReadShape(std::string_view weight, const JsonValue& value) {
  std::vector<std::uint64_t> shape;
  std::uint64_t row = 1;
  for (const JsonValue& item : value.items()) {
    const std::uint64_t size = item.whole_number().value_or(0);
    const bool first = shape.empty();
    if (size == 0 || size > (first ? kMaxChannels : kMaxRow / row)) {
      shape.clear();
      break;
    }
    if (!first) row *= size;
    shape.push_back(size);
  }
  if (shape.size() < 2) Refuse(weight, "the metadata give it no shape of a weight");
  return shape;
}

bool IsCodebook(const TensorEntry& part) {
  return IsFloatingPoint(part.dtype) && part.shape.size() == 2 && part.elements() > 0 &&
         part.shape[0] <= kMaxVectors && part.shape[1] <= kMaxVectorLength;
}

// The bytes in a row of codes.
std::uint64_t RowBytes(const TensorEntry& whole, const TensorEntry& codebook) {
  const std::uint64_t row = whole.elements() / whole.shape[0];
  const std::uint64_t codes = (row + codebook.shape[1] - 1) / codebook.shape[1];
  return codebook.shape[0] <= kHalfByteVectors ? (codes + 1) / 2 : codes;
}

// `before` are the tensors that precede `codes`; those that belong to it are removed.
TensorEntry Join(TensorEntry codes, const JsonValue& shape, std::vector<TensorEntry>& before) {
  TensorEntry whole{.name = codes.name,
                    .shape = ReadShape(codes.name, shape),
                    .file = codes.file,
                    .end = codes.end,
                    .order = codes.order};
  whole.parts.push_back(std::move(codes));
  const auto take = [&](const char* suffix) -> const TensorEntry& {
    const std::string name = whole.name + suffix;
    if (before.empty() || before.back().name != name) {
      Refuse(whole.name, "no \"" + name + "\" lies in front of it");
    }
    whole.parts.push_back(std::move(before.back()));
    before.pop_back();
    return whole.parts.back();
  };
  const TensorEntry& scale = take(".scale");
  Check(IsFloatingPoint(scale.dtype) && scale.shape.size() == 1 && scale.shape[0] == whole.shape[0],
        whole, scale);
  if (whole.parts[kCodes].dtype == DType::kI8) {
    Check(whole.parts[kCodes].shape == whole.shape, whole, whole.parts[kCodes]);
  } else {
    const TensorEntry& codebook = take(".codebook");
    Check(IsCodebook(codebook), whole, codebook);
    const TensorEntry& bytes = whole.parts[kCodes];
    Check(bytes.dtype == DType::kU8 && bytes.shape.size() == 2 &&
              bytes.shape[0] == whole.shape[0] && bytes.shape[1] == RowBytes(whole, codebook),
          whole, bytes);
  }
  whole.begin = whole.parts.back().begin;
  return whole;
}

void ScaleNumbers(const std::byte* codes, std::span<const float> scales, std::span<float> to) {
  const std::size_t row = to.size() / scales.size();
  const auto* from = reinterpret_cast<const std::int8_t*>(codes);
  float* out = to.data();
  for (const float scale : scales) {
    for (std::size_t k = 0; k < row; ++k) out[k] = static_cast<float>(from[k]) * scale;
    from += row;
    out += row;
  }
}

// Whether every code has a vector in `codebook`, whose vectors have `length` numbers.
bool LookUp(std::span<const std::byte> codes, std::span<const float> codebook, std::size_t length,
            std::span<const float> scales, std::span<float> to) {
  const std::size_t vectors = codebook.size() / length;
  const std::size_t row = to.size() / scales.size();
  const std::size_t row_bytes = codes.size() / scales.size();
  const std::size_t halves = vectors <= kHalfByteVectors ? 1 : 0;
  const unsigned mask = halves ? 15 : 255;
  const auto* from = reinterpret_cast<const std::uint8_t*>(codes.data());
  float* out = to.data();
  for (const float scale : scales) {
    // Loops over the codes once per position in the vector, rather than over the short vectors.
    for (std::size_t l = 0; l < length; ++l) {
      std::size_t j = 0;
      for (std::size_t k = l; k < row; k += length, ++j) {
        const std::size_t code = from[j >> halves] >> (j & halves) * 4 & mask;
        if (code >= vectors) return false;
        out[k] = codebook[code * length + l] * scale;
      }
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
  if (root["version"].whole_number() != 1u) {
    throw Error(ErrorCode::kUnsupportedCheckpoint,
                "The file's weights are compact in another version than 1, which this Residua "
                "reads. Take a newer Residua, or weights in F16.");
  }
  const auto shapes = root["shapes"].members();
  auto next = shapes.begin();
  std::vector<TensorEntry> joined;
  for (TensorEntry& tensor : index.tensors) {
    if (next != shapes.end() && next->first == tensor.name) {
      tensor = Join(std::move(tensor), next->second, joined);
      ++next;
    }
    joined.push_back(std::move(tensor));
  }
  if (next != shapes.end()) {
    Refuse(next->first, "the file lacks it, or has it in another place than the metadata");
  }
  index.tensors = std::move(joined);
}

void DecodeCompact(const TensorEntry& entry, std::span<const std::byte> bytes,
                   std::span<float> to) {
  const auto bytes_of = [&](Part part) {
    const TensorEntry& tensor = entry.parts[part];
    return bytes.subspan(static_cast<std::size_t>(tensor.begin - entry.begin),
                         static_cast<std::size_t>(tensor.end - tensor.begin));
  };
  const auto floats_of = [&](Part part) {
    std::vector<float> floats(static_cast<std::size_t>(entry.parts[part].elements()));
    ToFloat(entry.parts[part], bytes_of(part), floats);
    return floats;
  };
  const std::vector<float> scales = floats_of(kScale);
  if (entry.parts.size() == kCodebook) return ScaleNumbers(bytes_of(kCodes).data(), scales, to);
  const auto length = static_cast<std::size_t>(entry.parts[kCodebook].shape[1]);
  if (!LookUp(bytes_of(kCodes), floats_of(kCodebook), length, scales, to)) {
    Refuse(entry.name,
           "one of its codes is beyond the last vector of \"" + entry.parts[kCodebook].name + "\"");
  }
}

}  // namespace residua
