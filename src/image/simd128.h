// Vectors of 128 bits in one source for x86, Arm and wasm, with the few operations that GCC's and
// clang's vector extensions lack. Sources that include this are compiled with -fwrapv, so that sums
// too large wrap around alike everywhere.

#pragma once

#include <bit>
#include <cstdint>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace residua::simd128 {

using Bytes = std::uint8_t __attribute__((vector_size(16)));
using Words = std::int16_t __attribute__((vector_size(16)));
using Ints = std::int32_t __attribute__((vector_size(16)));

template <typename To>
To Cast(auto vector) {
  return reinterpret_cast<To>(vector);  // the same bits
}

static_assert(std::endian::native == std::endian::little);  // Cast counts on it

// a0 b0 a1 b1 a2 b2 a3 b3, and the same of lanes 4 to 7.
inline Words InterleaveLow(Words a, Words b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
inline Words InterleaveHigh(Words a, Words b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// What the instructions below compute, for machines that are not known here and for tests.
namespace portable {

// a0 * b0 + a1 * b1, a2 * b2 + a3 * b3, ...
inline Ints MultiplyAddPairs(Words a, Words b) {
  const Ints even = ((Cast<Ints>(a) << 16) >> 16) * ((Cast<Ints>(b) << 16) >> 16);
  return even + (Cast<Ints>(a) >> 16) * (Cast<Ints>(b) >> 16);
}

// Each lane held within the smaller type's range.
inline Words Narrow(Ints low, Ints high) {
  const auto saturate = [](Ints v) {
    const Ints largest = Ints{} + 32767;
    const Ints least = Ints{} - 32768;
    v = (v & (v < largest)) | (largest & (v >= largest));
    return (v & (v > least)) | (least & (v <= least));
  };
  return __builtin_shufflevector(Cast<Words>(saturate(low)), Cast<Words>(saturate(high)), 0, 2, 4,
                                 6, 8, 10, 12, 14);
}

inline Bytes NarrowToBytes(Words low, Words high) {
  const auto saturate = [](Words v) {
    const Words largest = Words{} + std::int16_t{255};
    v = (v & (v < largest)) | (largest & (v >= largest));
    return v & (v > 0);
  };
  return __builtin_shufflevector(Cast<Bytes>(saturate(low)), Cast<Bytes>(saturate(high)), 0, 2, 4,
                                 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

}  // namespace portable

#if defined(__wasm_simd128__)
inline Ints MultiplyAddPairs(Words a, Words b) {
  return Cast<Ints>(wasm_i32x4_dot_i16x8(reinterpret_cast<v128_t>(a), reinterpret_cast<v128_t>(b)));
}
inline Words Narrow(Ints low, Ints high) {
  return Cast<Words>(
      wasm_i16x8_narrow_i32x4(reinterpret_cast<v128_t>(low), reinterpret_cast<v128_t>(high)));
}
inline Bytes NarrowToBytes(Words low, Words high) {
  return Cast<Bytes>(
      wasm_u8x16_narrow_i16x8(reinterpret_cast<v128_t>(low), reinterpret_cast<v128_t>(high)));
}
#elif defined(__SSE2__)
inline Ints MultiplyAddPairs(Words a, Words b) {
  return Cast<Ints>(_mm_madd_epi16(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
}
inline Words Narrow(Ints low, Ints high) {
  return Cast<Words>(
      _mm_packs_epi32(reinterpret_cast<__m128i>(low), reinterpret_cast<__m128i>(high)));
}
inline Bytes NarrowToBytes(Words low, Words high) {
  return Cast<Bytes>(
      _mm_packus_epi16(reinterpret_cast<__m128i>(low), reinterpret_cast<__m128i>(high)));
}
#else
using portable::MultiplyAddPairs;
using portable::Narrow;
using portable::NarrowToBytes;
#endif

}  // namespace residua::simd128
