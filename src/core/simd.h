// 128-bit vectors in one source for WebAssembly, x86 and Arm: the compiler's vector extensions,
// fused multiply-add where the target has it, and the integer operations that the extensions lack.

#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

#if !defined(__GNUC__)
#error "core/simd.h wants the vector extensions of GCC or Clang"
#endif

// For functions that must not pass vectors through memory in a call.
#define RESIDUA_INLINE __attribute__((always_inline)) inline

namespace residua::simd {

using Vec4 = float __attribute__((vector_size(16)));

inline constexpr std::size_t kLanes = 4;

inline std::size_t RoundUpToLanes(std::size_t count) {
  return (count + kLanes - 1) / kLanes * kLanes;
}

// Needs only the alignment of a float.
inline Vec4 Load(const float* from) {
  Vec4 value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

inline void Store(float* to, Vec4 value) { std::memcpy(to, &value, sizeof value); }

// The first `count` lanes, 1 to 4; the others are 0.
inline Vec4 LoadPartly(const float* from, std::size_t count) {
  Vec4 value{};
  std::memcpy(&value, from, count * sizeof(float));
  return value;
}

inline void StorePartly(float* to, Vec4 value, std::size_t count) {
  std::memcpy(to, &value, count * sizeof(float));
}

inline Vec4 Splat(float value) { return Vec4{value, value, value, value}; }

// a * b + c, with one rounding if the target has fused multiply-add, otherwise two.
inline Vec4 MulAdd(Vec4 a, Vec4 b, Vec4 c) {
#if defined(__wasm_relaxed_simd__)
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return a * b + c;
#endif
}

// a * b for a constant b.
inline Vec4 Times(Vec4 a, double b) { return a * Splat(static_cast<float>(b)); }

// Transposes four rows of four.
RESIDUA_INLINE std::array<Vec4, 4> Transpose(const std::array<Vec4, 4>& rows) {
  const Vec4 ab_low = __builtin_shufflevector(rows[0], rows[1], 0, 4, 1, 5);
  const Vec4 ab_high = __builtin_shufflevector(rows[0], rows[1], 2, 6, 3, 7);
  const Vec4 cd_low = __builtin_shufflevector(rows[2], rows[3], 0, 4, 1, 5);
  const Vec4 cd_high = __builtin_shufflevector(rows[2], rows[3], 2, 6, 3, 7);
  return {__builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5),
          __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7),
          __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5),
          __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7)};
}

// Two doubles, for values that are computed once, at load time.
using Vec2d = double __attribute__((vector_size(16)));

inline Vec2d Times(Vec2d a, double b) { return a * b; }

// Calls body(0) ... body(kCount - 1) with constant indices, so that indexed values can stay in
// registers.
template <std::size_t kCount>
RESIDUA_INLINE void Unrolled(const auto& body) {
  [&]<std::size_t... kIndices>(std::index_sequence<kIndices...>) {
    (body(std::integral_constant<std::size_t, kIndices>{}), ...);
  }(std::make_index_sequence<kCount>{});
}

// The larger value; `a` if one of them is NaN.
inline Vec4 Max(Vec4 a, Vec4 b) {
#if defined(__wasm_simd128__)
  return __builtin_wasm_pmax_f32x4(a, b);
#else
  return b > a ? b : a;
#endif
}

// The smaller value; `a` if one of them is NaN.
inline Vec4 Min(Vec4 a, Vec4 b) {
#if defined(__wasm_simd128__)
  return __builtin_wasm_pmin_f32x4(a, b);
#else
  return b < a ? b : a;
#endif
}

// max(value, 0); 0 for NaN.
inline Vec4 Relu(Vec4 value) { return Max(Vec4{}, value); }

// Two adjacent vectors. Each operation is applied to both in succession, which V8's revectorisation
// combines into one 256-bit instruction.
struct Pair {
  Vec4 low;
  Vec4 high;

  friend RESIDUA_INLINE Pair operator+(const Pair& a, const Pair& b) {
    return {a.low + b.low, a.high + b.high};
  }
  friend RESIDUA_INLINE Pair operator-(const Pair& a, const Pair& b) {
    return {a.low - b.low, a.high - b.high};
  }
  friend RESIDUA_INLINE Pair operator*(Vec4 a, const Pair& b) { return {a * b.low, a * b.high}; }
};

inline constexpr std::size_t kPairLanes = 2 * kLanes;

RESIDUA_INLINE Pair LoadPair(const float* from) { return {Load(from), Load(from + kLanes)}; }

RESIDUA_INLINE void StorePair(float* to, const Pair& value) {
  Store(to, value.low);
  Store(to + kLanes, value.high);
}

RESIDUA_INLINE Pair MulAdd(Vec4 a, const Pair& b, const Pair& c) {
  return {MulAdd(a, b.low, c.low), MulAdd(a, b.high, c.high)};
}

RESIDUA_INLINE Pair Max(const Pair& a, Vec4 b) { return {Max(a.low, b), Max(a.high, b)}; }

RESIDUA_INLINE Pair Min(const Pair& a, Vec4 b) { return {Min(a.low, b), Min(a.high, b)}; }

// a * b for a constant b.
RESIDUA_INLINE Pair Times(const Pair& a, double b) { return Splat(static_cast<float>(b)) * a; }

// For code that works on a Vec4 and on a Pair.
template <typename Vector>
inline constexpr std::size_t kLanesOf = sizeof(Vector) / sizeof(float);

template <typename Vector>
RESIDUA_INLINE Vector LoadAs(const float* from) {
  if constexpr (std::is_same_v<Vector, Pair>) {
    return LoadPair(from);
  } else {
    return Load(from);
  }
}

RESIDUA_INLINE void Store(float* to, const Pair& value) { StorePair(to, value); }

// Integers. Sources that use these are compiled with -fwrapv, so that overflow wraps around on
// every target.

using Bytes = std::uint8_t __attribute__((vector_size(16)));
using Words = std::int16_t __attribute__((vector_size(16)));
using Ints = std::int32_t __attribute__((vector_size(16)));

template <typename To>
To Cast(auto vector) {
  return reinterpret_cast<To>(vector);  // the same bits
}

static_assert(std::endian::native == std::endian::little);  // Cast relies on it

// a0 b0 a1 b1 a2 b2 a3 b3, and the same for lanes 4 to 7.
inline Words InterleaveLow(Words a, Words b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
inline Words InterleaveHigh(Words a, Words b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

// Reference implementations of the instructions below, for other targets and for tests.
namespace portable {

// a0 * b0 + a1 * b1, a2 * b2 + a3 * b3, ...
inline Ints MultiplyAddPairs(Words a, Words b) {
  const Ints even = ((Cast<Ints>(a) << 16) >> 16) * ((Cast<Ints>(b) << 16) >> 16);
  return even + (Cast<Ints>(a) >> 16) * (Cast<Ints>(b) >> 16);
}

// Each lane saturated to the range of the smaller type.
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

}  // namespace residua::simd
