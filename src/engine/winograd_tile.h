// The transforms of Winograd's minimal filtering, F(m x m, r x r):
//
//   output = A^T [ sum over input channels of (G filter G^T) . (B^T patch B) ] A
//
// as in Lavin and Gray 2015, "Fast Algorithms for Convolutional Neural Networks". A patch has (m +
// r - 1) x (m + r - 1) pixels; as many products give m x m outputs. B^T depends only on the
// interpolation points, A^T and G also on m and r. Where the paper divides the rows of G, those of
// B^T are divided here, so that filters are transformed with small integers, exactly or nearly so.
//
// These are the one-dimensional transforms; winograd_transform.cc applies them to rows and columns.
// Filters can have any type with multiplication and addition.

#pragma once

#include <array>
#include <cstddef>

#include "core/simd.h"

namespace residua::engine {

using simd::MulAdd;
using simd::Splat;
using simd::Times;
using simd::Vec4;

// F(2x2, 3x3), with the points 0, 1, -1 and infinity: 2.25 times fewer multiplications than by the
// definition.
struct Tile2 {
  static constexpr std::size_t kStride = 1;
  static constexpr std::size_t kTaps = 3;     // of a filter, per row
  static constexpr std::size_t kBefore = 1;   // inputs before the first output's position, per row
  static constexpr std::size_t kOutputs = 2;  // per row
  static constexpr std::size_t kInputs = 4;   // per row

  template <typename Vector>
  RESIDUA_INLINE static std::array<Vector, 4> TransformInput(const std::array<Vector, 4>& d) {
    const Vec4 half = Splat(0.5f);
    return {d[0] - d[2], half * (d[1] + d[2]), half * (d[2] - d[1]), d[1] - d[3]};
  }

  template <typename Vector>
  RESIDUA_INLINE static std::array<Vector, 2> TransformOutput(const std::array<Vector, 4>& m) {
    return {m[0] + (m[1] + m[2]), (m[1] - m[2]) - m[3]};
  }

  template <typename Real>
  RESIDUA_INLINE static std::array<Real, 4> TransformFilter(const std::array<Real, 3>& g) {
    const Real even = g[0] + g[2];
    return {g[0], even + g[1], even - g[1], g[2]};
  }
};

// The common part of all tiles with the six points 0, 1, -1, 2, -2 and infinity.
struct SixPoints {
  static constexpr std::size_t kInputs = 6;

  template <typename Vector>
  RESIDUA_INLINE static std::array<Vector, 6> TransformInput(const std::array<Vector, 6>& d) {
    const Vec4 two_thirds = Splat(2.0f / 3);
    const Vec4 sixth = Splat(-1.0f / 6);
    const Vector even1 = MulAdd(two_thirds, d[2], sixth * d[4]);
    const Vector odd1 = MulAdd(two_thirds, d[1], sixth * d[3]);
    const Vector even2 = Splat(1.0f / 24) * (d[4] - d[2]);
    const Vector odd2 = Splat(1.0f / 12) * (d[3] - d[1]);
    return {MulAdd(Splat(0.25f), d[4], MulAdd(Splat(-1.25f), d[2], d[0])),
            even1 + odd1,
            even1 - odd1,
            even2 + odd2,
            even2 - odd2,
            MulAdd(Splat(4.0f), d[1], MulAdd(Splat(-5.0f), d[3], d[5]))};
  }

 protected:
  // Sum and difference of the values at 1 and -1, then of those at 2 and -2.
  template <typename Vector>
  RESIDUA_INLINE static std::array<Vector, 4> PairsOf(const std::array<Vector, 6>& m) {
    return {m[1] + m[2], m[1] - m[2], m[3] + m[4], m[3] - m[4]};
  }
};

// F(4x4, 3x3): 4 times fewer multiplications.
struct Tile4 : SixPoints {
  static constexpr std::size_t kStride = 1;
  static constexpr std::size_t kTaps = 3;
  static constexpr std::size_t kBefore = 1;
  static constexpr std::size_t kOutputs = 4;

  template <typename Vector>
  RESIDUA_INLINE static std::array<Vector, 4> TransformOutput(const std::array<Vector, 6>& m) {
    const auto [sum1, difference1, sum2, difference2] = PairsOf(m);
    return {(m[0] + sum1) + sum2, MulAdd(Splat(2.0f), difference2, difference1),
            MulAdd(Splat(4.0f), sum2, sum1), MulAdd(Splat(8.0f), difference2, difference1) + m[5]};
  }

  template <typename Real>
  RESIDUA_INLINE static std::array<Real, 6> TransformFilter(const std::array<Real, 3>& g) {
    const Real even1 = g[0] + g[2];
    const Real even2 = g[0] + Times(g[2], 4);
    const Real odd2 = Times(g[1], 2);
    return {g[0], even1 + g[1], even1 - g[1], even2 + odd2, even2 - odd2, g[2]};
  }
};

// F(3x3, 4x4), for 7x7 filters of stride 2: the pixels of even and odd rows and columns form four
// images of half the size, each with a 4x4 filter (whose first row or column is zero for even
// parity) and stride 1. The sum of the four needs 3 times fewer multiplications.
struct TileStem : SixPoints {
  static constexpr std::size_t kStride = 2;
  static constexpr std::size_t kTaps = 4;
  static constexpr std::size_t kBefore = 2;
  static constexpr std::size_t kOutputs = 3;

  template <typename Vector>
  RESIDUA_INLINE static std::array<Vector, 3> TransformOutput(const std::array<Vector, 6>& m) {
    const auto [sum1, difference1, sum2, difference2] = PairsOf(m);
    return {(m[0] + sum1) + sum2, MulAdd(Splat(2.0f), difference2, difference1),
            MulAdd(Splat(4.0f), sum2, sum1) + m[5]};
  }

  template <typename Real>
  RESIDUA_INLINE static std::array<Real, 6> TransformFilter(const std::array<Real, 4>& g) {
    const Real even1 = g[0] + g[2];
    const Real odd1 = g[1] + g[3];
    const Real even2 = g[0] + Times(g[2], 4);
    const Real odd2 = Times(g[1], 2) + Times(g[3], 8);
    return {g[0], even1 + odd1, even1 - odd1, even2 + odd2, even2 - odd2, g[3]};
  }
};

}  // namespace residua::engine
