#include "teach/matrix.h"

#include <algorithm>
#include <cstring>

namespace residua::teach {
namespace {

// Two doubles: a vector register of SSE2, NEON and WebAssembly.
using Pair = double __attribute__((vector_size(16)));

Pair Load(const double* from) {
  Pair pair;
  std::memcpy(&pair, from, sizeof pair);
  return pair;
}

void Store(double* to, Pair pair) { std::memcpy(to, &pair, sizeof pair); }

// kRows rows of `a` times kOthers rows of `b`, starting at the given rows.
template <std::size_t kRows, std::size_t kOthers>
void DotBlock(const Matrix& a, std::size_t i, const Matrix& b, std::size_t k, Matrix& out) {
  Pair sums[kRows][kOthers] = {};
  for (std::size_t j = 0; j < a.stride(); j += 2) {
    Pair row[kRows];
    for (std::size_t y = 0; y < kRows; ++y) row[y] = Load(a.row(i + y) + j);
    for (std::size_t x = 0; x < kOthers; ++x) {
      const Pair other = Load(b.row(k + x) + j);
      for (std::size_t y = 0; y < kRows; ++y) sums[y][x] += row[y] * other;
    }
  }
  for (std::size_t y = 0; y < kRows; ++y) {
    for (std::size_t x = 0; x < kOthers; ++x) out.at(i + y, k + x) = sums[y][x][0] + sums[y][x][1];
  }
}

template <std::size_t kRows>
void DotRows(const Matrix& a, std::size_t i, const Matrix& b, Matrix& out) {
  std::size_t k = 0;
  for (; k + 4 <= b.rows(); k += 4) DotBlock<kRows, 4>(a, i, b, k, out);
  for (; k < b.rows(); ++k) DotBlock<kRows, 1>(a, i, b, k, out);
}

// Adds the contribution of rows [begin, end) of `p` and `a` to kRows rows and four columns of
// `out`.
template <std::size_t kRows>
void AddBlock(const Matrix& p, std::size_t k, const Matrix& a, std::size_t j, std::size_t begin,
              std::size_t end, Matrix& out) {
  Pair sums[kRows][2];
  for (std::size_t y = 0; y < kRows; ++y) {
    sums[y][0] = Load(out.row(k + y) + j);
    sums[y][1] = Load(out.row(k + y) + j + 2);
  }
  for (std::size_t i = begin; i < end; ++i) {
    const Pair first = Load(a.row(i) + j);
    const Pair second = Load(a.row(i) + j + 2);
    for (std::size_t y = 0; y < kRows; ++y) {
      const double factor = p.at(i, k + y);
      const Pair both = {factor, factor};
      sums[y][0] += both * first;
      sums[y][1] += both * second;
    }
  }
  for (std::size_t y = 0; y < kRows; ++y) {
    Store(out.row(k + y) + j, sums[y][0]);
    Store(out.row(k + y) + j + 2, sums[y][1]);
  }
}

}  // namespace

double Dot(const double* a, const double* b, std::size_t count) {
  Pair sum = {};
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) sum += Load(a + i) * Load(b + i);
  double total = sum[0] + sum[1];
  if (i < count) total += a[i] * b[i];
  return total;
}

double Dot(std::span<const double> a, std::span<const double> b) {
  return Dot(a.data(), b.data(), a.size());
}

void TimesTransposed(const Matrix& a, const Matrix& b, Matrix& out) {
  std::size_t i = 0;
  for (; i + 2 <= a.rows(); i += 2) DotRows<2>(a, i, b, out);
  for (; i < a.rows(); ++i) DotRows<1>(a, i, b, out);
}

void TransposedTimes(const Matrix& p, const Matrix& a, Matrix& out) {
  std::ranges::fill(out.values(), 0.0);
  // The number of rows of `a` that stay in the cache for all rows of `out`.
  constexpr std::size_t kSome = 64;
  for (std::size_t begin = 0; begin < a.rows(); begin += kSome) {
    const std::size_t end = std::min(begin + kSome, a.rows());
    std::size_t k = 0;
    for (; k + 4 <= out.rows(); k += 4) {
      for (std::size_t j = 0; j < a.stride(); j += Matrix::kLane) {
        AddBlock<4>(p, k, a, j, begin, end, out);
      }
    }
    for (; k < out.rows(); ++k) {
      for (std::size_t j = 0; j < a.stride(); j += Matrix::kLane) {
        AddBlock<1>(p, k, a, j, begin, end, out);
      }
    }
  }
}

}  // namespace residua::teach
