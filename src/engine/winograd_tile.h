// The transforms of Winograd's minimal filtering for 3x3 filters, F(m x m, 3x3) with m of 2 and 4:
//
//   output = A^T [ sum over input channels of (G filter G^T) . (B^T patch B) ] A
//
// in the matrices of Lavin and Gray 2015, "Fast Algorithms for Convolutional Neural Networks". A
// patch is (m + 2) x (m + 2) pixels, and of as many products m x m outputs are made: 2.25 (m = 2)
// or 4 (m = 4) times fewer multiplications than by the definition.
//
// The one-dimensional transforms stand here; winograd_transform.cc applies them to rows and
// columns.

#pragma once

#include <array>
#include <cstddef>

#include "engine/simd.h"

namespace residua::engine {

// F(2x2, 3x3): points 0, 1, -1 and infinity.
struct Tile2 {
  static constexpr std::size_t kOutputs = 2;  // per row
  static constexpr std::size_t kInputs = 4;   // per row

  static std::array<Vec4, 4> TransformInput(const std::array<Vec4, 4>& d) {
    return {d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]};
  }

  static std::array<Vec4, 2> TransformOutput(const std::array<Vec4, 4>& m) {
    return {m[0] + (m[1] + m[2]), (m[1] - m[2]) - m[3]};
  }

  template <typename Real>
  static std::array<Real, 4> TransformFilter(const std::array<Real, 3>& g) {
    const Real even = (g[0] + g[2]) * 0.5;
    const Real odd = g[1] * 0.5;
    return {g[0], even + odd, even - odd, g[2]};
  }
};

// F(4x4, 3x3): points 0, 1, -1, 2, -2 and infinity.
struct Tile4 {
  static constexpr std::size_t kOutputs = 4;
  static constexpr std::size_t kInputs = 6;

  static std::array<Vec4, 6> TransformInput(const std::array<Vec4, 6>& d) {
    const Vec4 four = Splat(4.0f);
    const Vec4 minus_four = Splat(-4.0f);
    const Vec4 minus_five = Splat(-5.0f);
    const Vec4 two = Splat(2.0f);
    const Vec4 a = MulAdd(minus_four, d[2], d[4]);
    const Vec4 b = MulAdd(minus_four, d[1], d[3]);
    const Vec4 c = d[4] - d[2];
    const Vec4 e = two * (d[3] - d[1]);
    return {MulAdd(four, d[0], MulAdd(minus_five, d[2], d[4])), a + b, a - b, c + e, c - e,
            MulAdd(four, d[1], MulAdd(minus_five, d[3], d[5]))};
  }

  static std::array<Vec4, 4> TransformOutput(const std::array<Vec4, 6>& m) {
    const Vec4 sum1 = m[1] + m[2];
    const Vec4 difference1 = m[1] - m[2];
    const Vec4 sum2 = m[3] + m[4];
    const Vec4 difference2 = m[3] - m[4];
    return {(m[0] + sum1) + sum2, MulAdd(Splat(2.0f), difference2, difference1),
            MulAdd(Splat(4.0f), sum2, sum1), MulAdd(Splat(8.0f), difference2, difference1) + m[5]};
  }

  template <typename Real>
  static std::array<Real, 6> TransformFilter(const std::array<Real, 3>& g) {
    const Real even1 = (g[0] + g[2]) * (-1.0 / 6);
    const Real odd1 = g[1] * (-1.0 / 6);
    const Real even2 = g[0] * (1.0 / 24) + g[2] * (1.0 / 6);
    const Real odd2 = g[1] * (1.0 / 12);
    return {g[0] * 0.25, even1 + odd1, even1 - odd1, even2 + odd2, even2 - odd2, g[2]};
  }
};

}  // namespace residua::engine
