#include "engine/packed_matrix.h"

#include <xnnpack.h>

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <vector>

#include "engine/rounding.h"
#include "support/naive.h"

namespace residua::testing {
namespace {

using engine::PackedMatrices;

constexpr std::size_t kExtra = XNN_EXTRA_BYTES / sizeof(float);

// c[row][column] = bias + sum over taps and k of a * b; a: tap x row x depth, b: column x tap x
// depth.
double Expected(const std::vector<float>& a, const std::vector<float>& b, double bias,
                std::size_t rows, std::size_t depth, std::size_t taps, std::size_t row,
                std::size_t column) {
  double sum = bias;
  for (std::size_t tap = 0; tap < taps; ++tap) {
    for (std::size_t k = 0; k < depth; ++k) {
      sum += double{a[(tap * rows + row) * depth + k]} * b[(column * taps + tap) * depth + k];
    }
  }
  return sum;
}

}  // namespace

TEST_CASE("Matrices packed panel by panel and column by column are multiplied alike", "[engine]") {
  for (const auto& [rows, depth, columns] :
       {std::array<std::size_t, 3>{1, 7, 5}, {13, 16, 40}, {9, 33, 67}}) {
    const std::vector<float> b = RandomFloats(columns * depth, 1);
    const std::vector<float> bias = RandomFloats(columns, 2);
    std::vector<float> a = RandomFloats(rows * depth, 3);
    a.resize(a.size() + kExtra);
    PackedMatrices by_panel(2, depth, columns);
    by_panel.Pack(1, 0, by_panel.panels(), b.data(), bias.data());
    PackedMatrices by_column(2, depth, columns);
    for (std::size_t column = columns; column-- > 0;) {
      by_column.PackColumns(1, column, 1, b.data() + column * depth, bias.data() + column);
    }
    for (const PackedMatrices* matrices : {&by_panel, &by_column}) {
      std::vector<float> c(rows * columns, NAN);
      matrices->Multiply(1, engine::Product{.a = a.data(),
                                            .a_stride = depth,
                                            .c = c.data(),
                                            .c_stride = columns,
                                            .rows = rows,
                                            .columns = columns,
                                            .clamp = {.min = -1, .max = 2}});
      for (std::size_t i = 0; i < c.size(); ++i) {
        const double sum =
            Expected(a, b, bias[i % columns], rows, depth, 1, i / columns, i % columns);
        REQUIRE(std::abs(c[i] - std::clamp(sum, -1.0, 2.0)) < 1e-5);
      }
    }
  }
}

TEST_CASE("Rows that lie apart are multiplied by their pointers", "[engine]") {
  constexpr std::size_t kDepth = 11;
  constexpr std::size_t kTaps = 3;
  constexpr std::size_t kColumns = 21;
  PackedMatrices matrices(1, kDepth, kColumns, kTaps);
  const std::vector<float> b = RandomFloats(kColumns * kTaps * kDepth, 1);
  const std::vector<float> bias = RandomFloats(kColumns, 2);
  matrices.Pack(0, 0, matrices.panels(), b.data(), bias.data());
  const std::size_t rows = matrices.row_step();
  std::vector<float> a = RandomFloats(kTaps * rows * kDepth, 3);
  std::vector<float> zeros(kDepth + kExtra);
  // The last row's second tap is zeros.
  std::fill_n(a.begin() + static_cast<std::ptrdiff_t>((2 * rows - 1) * kDepth), kDepth, 0.0f);
  std::vector<float> shifted(a.size() + 100 + kExtra);
  std::copy(a.begin(), a.end(), shifted.begin() + 100);
  std::vector<const float*> pointers;
  for (std::size_t i = 0; i < kTaps * rows; ++i) pointers.push_back(shifted.data() + i * kDepth);
  pointers[2 * rows - 1] = zeros.data();
  for (std::size_t count = 1; count <= rows; ++count) {
    std::vector<float> c(rows * kColumns, -100.0f);
    matrices.Multiply(0, engine::IndirectProduct{.a = pointers.data(),
                                                 .offset = 100,
                                                 .zero = zeros.data(),
                                                 .c = c.data(),
                                                 .c_stride = kColumns,
                                                 .rows = count,
                                                 .columns = kColumns,
                                                 .clamp = {}});
    for (std::size_t i = 0; i < c.size(); ++i) {
      if (i >= count * kColumns) {
        REQUIRE(c[i] == -100);  // no row of it
        continue;
      }
      REQUIRE(std::abs(c[i] - Expected(a, b, bias[i % kColumns], rows, kDepth, kTaps, i / kColumns,
                                       i % kColumns)) < 1e-5);
    }
  }
}

}  // namespace residua::testing
