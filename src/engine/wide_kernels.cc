#include "engine/wide_kernels.h"

#include <xnnpack/microparams.h>

#include <array>
#include <cstring>
#include <type_traits>

#include "core/simd.h"

namespace residua::engine {

using simd::kPairLanes;
using simd::LoadPair;
using simd::Max;
using simd::Min;
using simd::MulAdd;
using simd::Pair;
using simd::Splat;
using simd::StorePair;
using simd::Unrolled;
using simd::Vec4;
namespace {

constexpr std::size_t kPairs = kWideColumns / kPairLanes;

template <typename T>
T* After(T* pointer, std::size_t bytes) {
  using Byte = std::conditional_t<std::is_const_v<T>, const char, char>;
  return reinterpret_cast<T*>(reinterpret_cast<Byte*>(pointer) + bytes);
}

// The sums of kRows rows and one panel of columns.
template <std::size_t kRows>
class Sums {
 public:
  // Initialises every row with the biases of the columns.
  RESIDUA_INLINE explicit Sums(const float* bias) {
    Unrolled<kPairs>([&](auto j) {
      const Pair value = LoadPair(bias + j * kPairLanes);
      Unrolled<kRows>([&](auto i) { sums_[i][j] = value; });
    });
  }

  // Adds the product of `depth` columns of a, whose rows start at `a`, and as many rows of a panel.
  RESIDUA_INLINE void Add(std::array<const float*, kRows> a, const float* panel,
                          std::size_t depth) {
    for (std::size_t k = 0; k < depth; ++k, panel += kWideColumns) {
      const std::array<Pair, kPairs> b = {LoadPair(panel), LoadPair(panel + kPairLanes)};
      Unrolled<kRows>([&](auto i) {
        const Vec4 value = Splat(*a[i]++);
        Unrolled<kPairs>([&](auto j) { sums_[i][j] = MulAdd(value, b[j], sums_[i][j]); });
      });
    }
  }

  RESIDUA_INLINE void Limit(const xnn_f32_minmax_params& limits) {
    const Vec4 min = Splat(limits.scalar.min);
    const Vec4 max = Splat(limits.scalar.max);
    Unrolled<kRows>([&](auto i) {
      Unrolled<kPairs>([&](auto j) { sums_[i][j] = Min(Max(sums_[i][j], min), max); });
    });
  }

  // From the last row to the first, since missing rows share their memory with others.
  RESIDUA_INLINE void Store(const std::array<float*, kRows>& c) const {
    Unrolled<kRows>([&](auto i) {
      constexpr std::size_t kRow = kRows - 1 - i;
      Unrolled<kPairs>([&](auto j) { StorePair(c[kRow] + j * kPairLanes, sums_[kRow][j]); });
    });
  }

 private:
  Pair sums_[kRows][kPairs];
};

// Stores `columns` columns of the sums.
template <std::size_t kRows>
RESIDUA_INLINE void Finish(const Sums<kRows>& sums, std::size_t columns,
                           std::array<float*, kRows>& c, std::size_t c_panel_stride) {
  if (columns >= kWideColumns) {
    sums.Store(c);
    for (float*& row : c) row = After(row, c_panel_stride);
    return;
  }
  alignas(16) float whole[kRows][kWideColumns];
  std::array<float*, kRows> rows;
  for (std::size_t i = 0; i < kRows; ++i) rows[i] = whole[i];
  sums.Store(rows);
  for (std::size_t i = kRows; i-- > 0;) std::memcpy(c[i], whole[i], columns * sizeof(float));
}

// The starts of the rows of a matrix; missing rows repeat the last one.
template <std::size_t kRows, typename T>
RESIDUA_INLINE std::array<T*, kRows> RowsOf(T* first, std::size_t stride, std::size_t rows) {
  std::array<T*, kRows> begin;
  begin[0] = first;
  for (std::size_t i = 1; i < kRows; ++i) {
    begin[i] = i < rows ? After(begin[i - 1], stride) : begin[i - 1];
  }
  return begin;
}

template <std::size_t kRows>
RESIDUA_INLINE void MultiplyRows(std::size_t rows, std::size_t columns, std::size_t depth_bytes,
                                 const float* a, std::size_t a_stride, const float* panels,
                                 float* c, std::size_t c_stride, std::size_t c_panel_stride,
                                 const xnn_f32_minmax_params* limits) {
  const std::size_t depth = depth_bytes / sizeof(float);
  const auto from = RowsOf<kRows>(a, a_stride, rows);
  auto to = RowsOf<kRows>(c, c_stride, rows);
  for (std::size_t column = 0; column < columns; column += kWideColumns) {
    Sums<kRows> sums(panels);
    sums.Add(from, panels + kWideColumns, depth);
    panels += kWideColumns * (1 + depth);
    sums.Limit(*limits);
    Finish(sums, columns - column, to, c_panel_stride);
  }
}

}  // namespace

void MultiplyWide(std::size_t rows, std::size_t columns, std::size_t depth_bytes, const float* a,
                  std::size_t a_stride, const float* panels, float* c, std::size_t c_stride,
                  std::size_t c_panel_stride, const xnn_f32_minmax_params* limits) {
  MultiplyRows<kWideRows>(rows, columns, depth_bytes, a, a_stride, panels, c, c_stride,
                          c_panel_stride, limits);
}

void MultiplyWideRow(std::size_t rows, std::size_t columns, std::size_t depth_bytes, const float* a,
                     std::size_t a_stride, const float* panels, float* c, std::size_t c_stride,
                     std::size_t c_panel_stride, const xnn_f32_minmax_params* limits) {
  MultiplyRows<1>(rows, columns, depth_bytes, a, a_stride, panels, c, c_stride, c_panel_stride,
                  limits);
}

void MultiplyWideIndirect(std::size_t rows, std::size_t columns, std::size_t depth_bytes,
                          std::size_t pointers_bytes, const float** a, const float* panels,
                          float* c, std::size_t c_stride, std::size_t c_panel_stride,
                          std::size_t a_offset, const float* zero,
                          const xnn_f32_minmax_params* limits) {
  const std::size_t depth = depth_bytes / sizeof(float);
  const std::size_t taps = pointers_bytes / sizeof(void*) / kWideRows;
  auto to = RowsOf<kWideRows>(c, c_stride, rows);
  for (std::size_t column = 0; column < columns; column += kWideColumns) {
    Sums<kWideRows> sums(panels);
    panels += kWideColumns;
    for (std::size_t tap = 0; tap < taps; ++tap, panels += kWideColumns * depth) {
      std::array<const float*, kWideRows> from;
      for (std::size_t i = 0; i < kWideRows; ++i) {
        const float* const row = a[tap * kWideRows + i];
        from[i] = row == zero ? zero : After(row, a_offset);
      }
      sums.Add(from, panels, depth);
    }
    sums.Limit(*limits);
    Finish(sums, columns - column, to, c_panel_stride);
  }
}

}  // namespace residua::engine
