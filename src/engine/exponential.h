// The exponential of four floats.

#pragma once

#include <cstdint>

#include "core/simd.h"

namespace residua::engine {

using simd::Max;
using simd::Min;
using simd::Splat;
using simd::Vec4;

// Within 2 ulp from -87 to 88, where it is finite; outside that range, the value at its limit.
//
// e^x = 2^n * e^r, where n is the integer nearest to x / ln 2; |r| is at most ln 2 / 2, where seven
// terms of the series suffice.
inline Vec4 Exp(Vec4 x) {
  using Word4 = std::uint32_t __attribute__((vector_size(16)));
  x = Min(Max(x, Splat(-87)), Splat(88));
  // Adding 1.5 * 2^23 leaves the integer in the lowest bits.
  const Vec4 magic = Splat(12582912.0f);
  const Vec4 shifted = x * Splat(1.44269504f) + magic;
  const Vec4 n = shifted - magic;
  // ln 2 in two parts, the first with few bits, so that its product with n is exact.
  const Vec4 r = (x - n * Splat(0.693359375f)) - n * Splat(-2.12194440e-4f);
  Vec4 series = Splat(1.0f / 5040);
  for (const float term : {1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1.0f, 1.0f}) {
    series = series * r + Splat(term);
  }
  Word4 bits;
  std::memcpy(&bits, &shifted, sizeof bits);
  const Word4 exponent = (bits << 23) + (127u << 23);
  Vec4 power;
  std::memcpy(&power, &exponent, sizeof power);
  return series * power;
}

}  // namespace residua::engine
