#include "engine/winograd_transform.h"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>

#include "core/simd.h"
#include "engine/fused_vectors.h"

namespace residua::engine {

using simd::kLanes;
using simd::kLanesOf;
using simd::kPairLanes;
using simd::Load;
using simd::LoadAs;
using simd::Max;
using simd::Pair;
using simd::Splat;
using simd::Store;
using simd::Vec2d;
using simd::Vec4;
namespace {

// The tiles of nearly all layers; for others the code size would not pay.
template <typename Tile>
constexpr bool kMayFuse = kFusionIsPossible && Tile::kInputs == 6;

// One pixel of a patch: `count` floats, padded with zeros to a chunk.
void CopyPixel(const float* pixel, std::size_t count, float* to) {
  if (count == kChunk) {
    for (std::size_t i = 0; i < kChunk; i += kLanes) Store(to + i, Load(pixel + i));
  } else {
    std::copy_n(pixel, count, to);
    std::fill(to + count, to + kChunk, 0.0f);
  }
}

// `count` floats, from kLanes to 2 * kLanes.
void CopyPair(const float* from, std::size_t count, float* to) {
  const Vec4 first = Load(from);
  const Vec4 last = Load(from + count - kLanes);
  Store(to, first);
  Store(to + count - kLanes, last);
}

// The patch of a tile, with zeros outside the image: kInputs x kInputs x kChunk floats.
template <typename Tile>
void CopyPatch(const TileInput& tile, float* patch) {
  for (std::size_t row = 0; row < Tile::kInputs; ++row) {
    // Rows above the image wrap around and so are not below its height.
    const std::size_t y = Tile::kStride * (tile.y + row - Tile::kBefore);
    for (std::size_t column = 0; column < Tile::kInputs; ++column, patch += kChunk) {
      const std::size_t x = Tile::kStride * (tile.x + column - Tile::kBefore);
      if constexpr (Tile::kStride == 1) {
        if (y < tile.height && x < tile.width) {
          CopyPixel(tile.image + (y * tile.width + x) * tile.channels, tile.count, patch);
        } else {
          std::fill_n(patch, kChunk, 0.0f);
        }
      } else {
        // An even and the following odd column are adjacent in the image as well.
        const float* const from = tile.image + (y * tile.width + x) * tile.channels;
        const std::size_t row_floats = tile.width * tile.channels;
        const std::size_t pair = 2 * tile.channels;
        if (y + 1 < tile.height && x + 1 < tile.width && pair >= kLanes) {
          CopyPair(from, pair, patch);
          CopyPair(from + row_floats, pair, patch + pair);
          continue;
        }
        std::fill_n(patch, kChunk, 0.0f);
        const std::size_t columns = x < tile.width ? std::min<std::size_t>(2, tile.width - x) : 0;
        for (std::size_t parity = 0; parity < 2; ++parity) {
          if (y + parity >= tile.height) continue;
          for (std::size_t i = 0; i < columns * tile.channels; ++i) {
            patch[parity * pair + i] = from[parity * row_floats + i];
          }
        }
      }
    }
  }
}

// B^T patch B: columns into `half`, then rows. The loops over columns, rows and vectors are not
// unrolled, so that the values of one pass fit the registers.
template <typename Tile, typename Vector>
void TransformPatch(const float* patch, std::size_t row_stride, std::size_t pixel_stride,
                    std::size_t vectors, float* operands, std::size_t product_stride) {
  constexpr std::size_t kInputs = Tile::kInputs;
  constexpr std::size_t kStep = kLanesOf<Vector>;
  alignas(16) Vector half[kInputs][kChunk / kStep][kInputs];  // row, vector, column
  for (std::size_t column = 0; column < kInputs; ++column) {
    const float* from = patch + column * pixel_stride;
    for (std::size_t v = 0; v < vectors; ++v, from += kStep) {
      std::array<Vector, kInputs> d;
      for (std::size_t row = 0; row < kInputs; ++row) {
        d[row] = LoadAs<Vector>(from + row * row_stride);
      }
      d = Tile::TransformInput(d);
      for (std::size_t row = 0; row < kInputs; ++row) half[row][v][column] = d[row];
    }
  }
  for (std::size_t row = 0; row < kInputs; ++row) {
    float* to = operands + row * kInputs * product_stride;
    for (std::size_t v = 0; v < vectors; ++v, to += kStep) {
      std::array<Vector, kInputs> d;
      for (std::size_t column = 0; column < kInputs; ++column) d[column] = half[row][v][column];
      d = Tile::TransformInput(d);
      for (std::size_t column = 0; column < kInputs; ++column) {
        Store(to + column * product_stride, d[column]);
      }
    }
  }
}

// A^T products A for one row of outputs and some channels, then the fused operations.
template <typename Tile, bool kAdd, typename Vector>
RESIDUA_INLINE void StoreRow(const std::array<Vector, Tile::kOutputs>& sums, std::size_t columns,
                             std::size_t pixel_stride, Vec4 least, const float* addend, float* to) {
  for (std::size_t column = 0; column < Tile::kOutputs && column < columns; ++column) {
    Vector value = sums[column];
    if constexpr (kAdd) value = value + LoadAs<Vector>(addend + column * pixel_stride);
    Store(to + column * pixel_stride, Max(value, least));
  }
}

// A^T products A, then the fused operations. All vectors are complete except the last Vec4.
template <typename Tile, bool kAdd, typename Vector>
void TransformProducts(const float* products, std::size_t product_stride, const TileOutput& tile) {
  constexpr std::size_t kInputs = Tile::kInputs;
  constexpr std::size_t kOutputs = Tile::kOutputs;
  constexpr std::size_t kStep = kLanesOf<Vector>;
  const Vec4 least = Splat(tile.relu ? 0.0f : -std::numeric_limits<float>::infinity());
  const std::size_t whole = tile.count / kStep;
  const std::size_t rest = tile.count % kStep;
  const std::size_t vectors = whole + (rest > 0 ? 1 : 0);
  alignas(16) Vector half[kOutputs][kChunk / kStep][kInputs];  // row, vector, column
  for (std::size_t column = 0; column < kInputs; ++column) {
    const float* from = products + column * product_stride;
    for (std::size_t v = 0; v < vectors; ++v, from += kStep) {
      std::array<Vector, kInputs> m;
      for (std::size_t row = 0; row < kInputs; ++row) {
        m[row] = LoadAs<Vector>(from + row * kInputs * product_stride);
      }
      const std::array<Vector, kOutputs> sums = Tile::TransformOutput(m);
      for (std::size_t row = 0; row < kOutputs; ++row) half[row][v][column] = sums[row];
    }
  }
  const std::size_t rows = std::min(kOutputs, tile.height - tile.y);
  const std::size_t columns = std::min(kOutputs, tile.width - tile.x);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t offset = ((tile.y + row) * tile.width + tile.x) * tile.channels;
    for (std::size_t v = 0; v < vectors; ++v) {
      std::array<Vector, kInputs> m;
      for (std::size_t column = 0; column < kInputs; ++column) m[column] = half[row][v][column];
      const std::array<Vector, kOutputs> sums = Tile::TransformOutput(m);
      float* const to = tile.image + offset + v * kStep;
      const float* const addend = kAdd ? tile.addend + offset + v * kStep : nullptr;
      if (std::is_same_v<Vector, Pair> || v < whole) {
        StoreRow<Tile, kAdd>(sums, columns, tile.channels, least, addend, to);
        continue;
      }
      for (std::size_t column = 0; column < columns; ++column) {
        alignas(16) float values[kStep];
        alignas(16) float added[kStep] = {};
        if constexpr (kAdd) std::copy_n(addend + column * tile.channels, rest, added);
        StoreRow<Tile, kAdd>(std::array<Vector, kOutputs>{sums[column]}, 1, 0, least, added,
                             values);
        std::copy_n(values, rest, to + column * tile.channels);
      }
    }
  }
}

// Whether `count` floats form pairs, where pairs of vectors are fused.
[[maybe_unused]] bool InPairs(std::size_t count) {
  return VectorsAreFused() && count % kPairLanes == 0;
}

}  // namespace

template <typename Tile>
void TransformInput(const TileInput& tile, float* operands, std::size_t product_stride) {
  constexpr std::size_t kInputs = Tile::kInputs;
  const std::size_t vectors = (tile.count + kLanes - 1) / kLanes;
  constexpr std::size_t kBefore = Tile::kBefore;
  const bool inside = Tile::kStride == 1 && tile.y >= kBefore && tile.x >= kBefore &&
                      tile.y + kInputs - kBefore <= tile.height &&
                      tile.x + kInputs - kBefore <= tile.width;
  alignas(16) float copy[kInputs * kInputs * kChunk];
  const float* patch = copy;
  std::size_t row_stride = kInputs * kChunk;
  std::size_t pixel_stride = kChunk;
  if (inside) {
    patch = tile.image + ((tile.y - kBefore) * tile.width + tile.x - kBefore) * tile.channels;
    row_stride = tile.width * tile.channels;
    pixel_stride = tile.channels;
  } else {
    CopyPatch<Tile>(tile, copy);
  }
  if constexpr (kMayFuse<Tile> && Tile::kStride == 1) {  // the stem's few channels do not form
                                                         // pairs
    if (InPairs(tile.count)) {
      TransformPatch<Tile, Pair>(patch, row_stride, pixel_stride, tile.count / kPairLanes, operands,
                                 product_stride);
      return;
    }
  }
  TransformPatch<Tile, Vec4>(patch, row_stride, pixel_stride, vectors, operands, product_stride);
}

template <typename Tile>
void TransformOutput(const float* products, std::size_t product_stride, const TileOutput& tile) {
  if constexpr (kMayFuse<Tile>) {
    if (InPairs(tile.count)) {
      const auto transform = tile.addend ? &TransformProducts<Tile, true, Pair>
                                         : &TransformProducts<Tile, false, Pair>;
      transform(products, product_stride, tile);
      return;
    }
  }
  const auto transform =
      tile.addend ? &TransformProducts<Tile, true, Vec4> : &TransformProducts<Tile, false, Vec4>;
  transform(products, product_stride, tile);
}

template <typename Tile>
void TransformFilters(const float* filters, std::size_t count, std::size_t depth, float* operands,
                      std::size_t product_stride) {
  constexpr std::size_t kInputs = Tile::kInputs;
  constexpr std::size_t kTaps = Tile::kTaps;
  for (std::size_t filter = 0; filter < count; ++filter, filters += kTaps * kTaps * depth) {
    for (std::size_t c = 0; c < depth; c += 2) {
      const bool pair = c + 1 < depth;
      std::array<std::array<Vec2d, kInputs>, kTaps> half;  // column, then row
      for (std::size_t column = 0; column < kTaps; ++column) {
        std::array<Vec2d, kTaps> g;
        for (std::size_t row = 0; row < kTaps; ++row) {
          const float* const from = filters + (row * kTaps + column) * depth + c;
          g[row] = Vec2d{from[0], pair ? from[1] : 0.0f};
        }
        half[column] = Tile::TransformFilter(g);
      }
      float* to = operands + filter * depth + c;
      for (std::size_t row = 0; row < kInputs; ++row) {
        std::array<Vec2d, kTaps> g;
        for (std::size_t column = 0; column < kTaps; ++column) g[column] = half[column][row];
        const std::array<Vec2d, kInputs> u = Tile::TransformFilter(g);
        for (std::size_t column = 0; column < kInputs; ++column, to += product_stride) {
          to[0] = static_cast<float>(u[column][0]);
          if (pair) to[1] = static_cast<float>(u[column][1]);
        }
      }
    }
  }
}

template void TransformInput<Tile2>(const TileInput&, float*, std::size_t);
template void TransformInput<Tile4>(const TileInput&, float*, std::size_t);
template void TransformInput<TileStem>(const TileInput&, float*, std::size_t);
template void TransformOutput<Tile2>(const float*, std::size_t, const TileOutput&);
template void TransformOutput<Tile4>(const float*, std::size_t, const TileOutput&);
template void TransformOutput<TileStem>(const float*, std::size_t, const TileOutput&);
template void TransformFilters<Tile2>(const float*, std::size_t, std::size_t, float*, std::size_t);
template void TransformFilters<Tile4>(const float*, std::size_t, std::size_t, float*, std::size_t);
template void TransformFilters<TileStem>(const float*, std::size_t, std::size_t, float*,
                                         std::size_t);

}  // namespace residua::engine
