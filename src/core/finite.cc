#include "core/finite.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace residua {

bool AllFinite(std::span<const float> values) {
  // All exponent bits set means NaN or infinity. Integer arithmetic without an early exit
  // vectorises.
  constexpr std::uint32_t kExponent = 0x7F80'0000;
  std::uint32_t largest = 0;
  for (const float value : values) {
    largest = std::max(largest, std::bit_cast<std::uint32_t>(value) & kExponent);
  }
  return largest != kExponent;
}

}  // namespace residua
