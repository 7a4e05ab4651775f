// Dense matrices of doubles, and the two products that dominate learning.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace residua::teach {

// Row-major. Rows start at multiples of kLane numbers; padding after the last column is 0.
class Matrix {
 public:
  static constexpr std::size_t kLane = 4;

  Matrix() = default;
  Matrix(std::size_t rows, std::size_t columns)
      : rows_(rows),
        columns_(columns),
        stride_((columns + kLane - 1) / kLane * kLane),
        values_(rows * stride_) {}

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  std::size_t stride() const { return stride_; }

  double* row(std::size_t i) { return values_.data() + i * stride_; }
  const double* row(std::size_t i) const { return values_.data() + i * stride_; }
  double& at(std::size_t i, std::size_t j) { return values_[i * stride_ + j]; }
  double at(std::size_t i, std::size_t j) const { return values_[i * stride_ + j]; }

  // All rows, including padding.
  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }

 private:
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;
  std::size_t stride_ = 0;
  std::vector<double> values_;
};

// The dot product of `count` numbers.
double Dot(const double* a, const double* b, std::size_t count);
double Dot(std::span<const double> a, std::span<const double> b);

// out[i, k] = sum over j of a[i, j] b[k, j]. `out` is a.rows() x b.rows(); a and b have equal
// columns.
void TimesTransposed(const Matrix& a, const Matrix& b, Matrix& out);

// out[k, j] = sum over i of p[i, k] a[i, j]. `out` is p.columns() x a.columns(); p and a have equal
// rows.
void TransposedTimes(const Matrix& p, const Matrix& a, Matrix& out);

}  // namespace residua::teach
