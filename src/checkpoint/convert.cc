#include "checkpoint/convert.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "checkpoint/compact.h"
#include "core/error.h"

namespace residua {
namespace {

template <typename T>
T Load(const std::byte* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

float FromF32(const std::byte* bytes) { return Load<float>(bytes); }

float FromF64(const std::byte* bytes) { return static_cast<float>(Load<double>(bytes)); }

// BF16 is the upper half of a float32.
float FromBF16(const std::byte* bytes) {
  return std::bit_cast<float>(std::uint32_t{Load<std::uint16_t>(bytes)} << 16);
}

float FromI8(const std::byte* bytes) { return static_cast<float>(Load<std::int8_t>(bytes)); }

float FromU8(const std::byte* bytes) { return static_cast<float>(Load<std::uint8_t>(bytes)); }

// IEEE 754 binary16: 1 sign bit, 5 exponent bits (bias 15), 10 mantissa bits.
float FromF16(const std::byte* bytes) {
  const std::uint32_t half = Load<std::uint16_t>(bytes);
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t magnitude = half & 0x7FFFu;
  // As a float32, the shifted bits have 2^-112 of the value; the multiplication also handles
  // subnormals.
  const float scaled = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
  // Infinity or NaN: all exponent bits are set. Branch-free, so that compilers vectorise it.
  const std::uint32_t exponent = magnitude >= 0x7C00u ? 0x7F800000u : 0u;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(scaled) | exponent | sign);
}

// Elements that are already contiguous.
template <auto kFrom, std::size_t kSize>
void Contiguous(const std::byte* bytes, std::span<float> to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = kFrom(bytes + i * kSize);
}

template <auto kFrom, std::size_t kSize>
void Strided(const TensorEntry& entry, const std::byte* bytes, std::span<float> to) {
  std::vector<std::uint64_t> position(entry.shape.size(), 0);
  std::uint64_t offset = 0;
  for (float& value : to) {
    value = kFrom(bytes + static_cast<std::size_t>(offset) * kSize);
    // The next position, with the last dimension fastest.
    for (std::size_t d = position.size(); d-- > 0;) {
      offset += entry.strides[d];
      if (++position[d] < entry.shape[d]) break;
      offset -= entry.strides[d] * entry.shape[d];
      position[d] = 0;
    }
  }
}

// The number of elements from the first to the last, inclusive.
std::uint64_t Extent(const TensorEntry& entry) {
  if (entry.strides.empty() || entry.elements() == 0) return entry.elements();
  std::uint64_t last = 0;
  for (std::size_t d = 0; d < entry.shape.size(); ++d) {
    last += entry.strides[d] * (entry.shape[d] - 1);
  }
  return last + 1;
}

// Calls visit.template operator()<kFrom, kSize>() for a floating-point type, or for bytes.
void WithConversion(DType dtype, const auto& visit) {
  switch (dtype) {
    case DType::kF64:
      return visit.template operator()<FromF64, 8>();
    case DType::kF32:
      return visit.template operator()<FromF32, 4>();
    case DType::kF16:
      return visit.template operator()<FromF16, 2>();
    case DType::kBF16:
      return visit.template operator()<FromBF16, 2>();
    case DType::kI8:
      return visit.template operator()<FromI8, 1>();
    case DType::kU8:
      return visit.template operator()<FromU8, 1>();
    default:
      throw Error(ErrorCode::kInternal,
                  std::string("There is no conversion from ") + ToString(dtype) + ".");
  }
}

const char* WayOut(DType dtype) {
  switch (dtype) {
    case DType::kSparse:
      return "Save it in PyTorch as dense: tensor.to_dense().";
    case DType::kQuantized:
      return "Save it in PyTorch as numbers: tensor.dequantize().";
    case DType::kMeta:
      return "Load the network with its weights in PyTorch, and save it again.";
    default:
      return "Save the floating-point network that it was made from.";
  }
}

}  // namespace

void CheckFloatingPoint(const TensorEntry& entry) {
  if (!entry.parts.empty() || IsFloatingPoint(entry.dtype)) return;
  throw Error(ErrorCode::kUnsupportedCheckpoint,
              "The tensor \"" + entry.name + "\" is of type " + ToString(entry.dtype) +
                  "; expected F32, F16, BF16 or F64. " + WayOut(entry.dtype));
}

void ToFloat(const TensorEntry& entry, std::span<const std::byte> bytes, std::span<float> to) {
  const bool compact = !entry.parts.empty();
  const std::uint64_t expected =
      compact ? entry.end - entry.begin : Extent(entry) * SizeOf(entry.dtype);
  if (to.size() != entry.elements() || bytes.size() != expected) {
    throw Error(ErrorCode::kInternal, "\"" + entry.name + "\" was converted with the wrong size.");
  }
  if (compact) return DecodeCompact(entry, bytes, to);
  CheckFloatingPoint(entry);
  if (entry.strides.empty()) return ToFloat(entry.dtype, bytes, to);
  WithConversion(entry.dtype, [&]<auto kFrom, std::size_t kSize>() {
    Strided<kFrom, kSize>(entry, bytes.data(), to);
  });
}

void ToFloat(DType dtype, std::span<const std::byte> bytes, std::span<float> to) {
  if (bytes.size() != to.size() * SizeOf(dtype)) {
    throw Error(ErrorCode::kInternal, "Numbers were converted with the wrong size.");
  }
  WithConversion(
      dtype, [&]<auto kFrom, std::size_t kSize>() { Contiguous<kFrom, kSize>(bytes.data(), to); });
}

}  // namespace residua
