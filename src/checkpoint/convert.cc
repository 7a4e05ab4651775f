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

// IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of mantissa.
float FromF16(const std::byte* bytes) {
  const std::uint32_t half = Load<std::uint16_t>(bytes);
  const std::uint32_t sign = (half & 0x8000u) << 16;
  const std::uint32_t magnitude = half & 0x7FFFu;
  // In a float32 the bits mean 2^-112 of their value; multiplying also brings subnormals in order.
  const float scaled = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
  // Infinity, or not a number: all bits of the exponent. Not a branch, so that compilers make
  // vectors of it.
  const std::uint32_t exponent = magnitude >= 0x7C00u ? 0x7F800000u : 0u;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(scaled) | exponent | sign);
}

// Elements that lie in memory as they are wanted.
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
    // The next position, as an odometer counts.
    for (std::size_t d = position.size(); d-- > 0;) {
      offset += entry.strides[d];
      if (++position[d] < entry.shape[d]) break;
      offset -= entry.strides[d] * entry.shape[d];
      position[d] = 0;
    }
  }
}

// How many elements lie between the first and the last, both included.
std::uint64_t Extent(const TensorEntry& entry) {
  if (entry.strides.empty() || entry.elements() == 0) return entry.elements();
  std::uint64_t last = 0;
  for (std::size_t d = 0; d < entry.shape.size(); ++d) {
    last += entry.strides[d] * (entry.shape[d] - 1);
  }
  return last + 1;
}

template <auto kFrom, std::size_t kSize>
void Convert(const TensorEntry& entry, const std::byte* bytes, std::span<float> to) {
  if (entry.strides.empty()) {
    Contiguous<kFrom, kSize>(bytes, to);
  } else {
    Strided<kFrom, kSize>(entry, bytes, to);
  }
}

}  // namespace

void ToFloat(const TensorEntry& entry, std::span<const std::byte> bytes, std::span<float> to) {
  const bool compact = !entry.parts.empty();
  const std::uint64_t expected =
      compact ? entry.end - entry.begin : Extent(entry) * SizeOf(entry.dtype);
  if (to.size() != entry.elements() || bytes.size() != expected) {
    throw Error(ErrorCode::kInternal, "\"" + entry.name + "\" was converted at another size");
  }
  if (compact) return DecodeCompact(entry, bytes, to);
  switch (entry.dtype) {
    case DType::kF64:
      return Convert<FromF64, 8>(entry, bytes.data(), to);
    case DType::kF32:
      return Convert<FromF32, 4>(entry, bytes.data(), to);
    case DType::kF16:
      return Convert<FromF16, 2>(entry, bytes.data(), to);
    case DType::kBF16:
      return Convert<FromBF16, 2>(entry, bytes.data(), to);
    default:
      throw Error(ErrorCode::kUnsupportedCheckpoint, "The tensor \"" + entry.name +
                                                         "\" is of type " + ToString(entry.dtype) +
                                                         "; expected F32, F16, BF16 or F64.");
  }
}

}  // namespace residua
