#include "teach/plane.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace residua::teach {
namespace {

constexpr std::size_t kDirections = 8;  // more than two, so that these converge quickly
constexpr int kMostRounds = 60;

// Orthonormalises the rows in order; a row in the span of the others becomes zero.
void Orthonormalise(Matrix& rows) {
  for (std::size_t k = 0; k < rows.rows(); ++k) {
    double* const row = rows.row(k);
    for (int twice = 0; twice < 2; ++twice) {
      for (std::size_t other = 0; other < k; ++other) {
        const double share = Dot(row, rows.row(other), rows.stride());
        for (std::size_t j = 0; j < rows.stride(); ++j) row[j] -= share * rows.row(other)[j];
      }
    }
    const double length = std::sqrt(Dot(row, row, rows.stride()));
    for (std::size_t j = 0; j < rows.stride(); ++j) row[j] = length > 1e-12 ? row[j] / length : 0;
  }
}

// Eigenvectors of a small symmetric matrix, as rows, by Jacobi rotations. `a` receives the
// eigenvalues.
Matrix Rotate(Matrix& a) {
  const std::size_t n = a.rows();
  Matrix vectors(n, n);
  for (std::size_t i = 0; i < n; ++i) vectors.at(i, i) = 1;
  for (int sweep = 0; sweep < 30; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (std::abs(a.at(p, q)) < 1e-300) continue;
        const double theta = (a.at(q, q) - a.at(p, p)) / (2 * a.at(p, q));
        const double t =
            (theta < 0 ? -1.0 : 1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1));
        const double c = 1 / std::sqrt(t * t + 1);
        const double s = t * c;
        const auto turn = [&](double& first, double& second) {
          const double old = first;
          first = c * old - s * second;
          second = s * old + c * second;
        };
        for (std::size_t i = 0; i < n; ++i) turn(a.at(i, p), a.at(i, q));
        for (std::size_t i = 0; i < n; ++i) turn(a.at(p, i), a.at(q, i));
        for (std::size_t i = 0; i < n; ++i) turn(vectors.at(p, i), vectors.at(q, i));
      }
    }
  }
  return vectors;
}

}  // namespace

Plane MakePlane(const Matrix& features) {
  Plane plane{.points = std::vector<std::array<float, 2>>(features.rows())};
  // Without the last column, and centred.
  const std::size_t columns = features.columns() - 1;
  Matrix centred(features.rows(), columns);
  std::vector<double> mean(columns);
  double variance = 0;
  for (std::size_t i = 0; i < features.rows(); ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      mean[j] += features.at(i, j) / static_cast<double>(features.rows());
    }
  }
  for (std::size_t i = 0; i < features.rows(); ++i) {
    for (std::size_t j = 0; j < columns; ++j) centred.at(i, j) = features.at(i, j) - mean[j];
    variance += Dot(centred.row(i), centred.row(i), centred.stride());
  }
  if (columns == 0 || variance == 0) return plane;

  const std::size_t count = std::min({kDirections, columns, features.rows()});
  Matrix directions(count, columns);
  // Any start that is unlikely to be orthogonal to the samples.
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t j = 0; j < columns; ++j) {
      directions.at(k, j) = 1.0 / static_cast<double>(1 + (j * (2 * k + 1) + k) % 17);
    }
  }
  Orthonormalise(directions);
  Matrix projected(features.rows(), count);
  double reached = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    TimesTransposed(centred, directions, projected);
    const double shown = Dot(projected.values(), projected.values());
    if (round > 4 && shown - reached < 1e-9 * variance) break;
    reached = shown;
    TransposedTimes(projected, centred, directions);
    Orthonormalise(directions);
  }
  TimesTransposed(centred, directions, projected);
  Matrix products(count, count);
  for (std::size_t i = 0; i < features.rows(); ++i) {
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        products.at(a, b) += projected.at(i, a) * projected.at(i, b);
      }
    }
  }
  const Matrix turned = Rotate(products);
  std::vector<std::size_t> order(count);
  for (std::size_t k = 0; k < count; ++k) order[k] = k;
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::size_t k) { return products.at(k, k); });
  for (std::size_t axis = 0; axis < std::min<std::size_t>(2, count); ++axis) {
    const double* const mix = turned.row(order[axis]);
    std::vector<double> along(features.rows());
    double largest = 0;
    for (std::size_t i = 0; i < along.size(); ++i) {
      along[i] = Dot(projected.row(i), mix, count);
      if (std::abs(along[i]) > std::abs(largest)) largest = along[i];
    }
    for (std::size_t i = 0; i < along.size(); ++i) {
      plane.points[i][axis] = static_cast<float>(largest < 0 ? -along[i] : along[i]);
    }
    plane.share[axis] = products.at(order[axis], order[axis]) / variance;
  }
  return plane;
}

}  // namespace residua::teach
