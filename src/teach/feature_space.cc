#include "teach/feature_space.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace residua::teach {
namespace {

// Residuals with a smaller squared length are rounding errors; the mean squared length is 1.
constexpr double kNothing = 1e-10;

}  // namespace

FeatureSpace::FeatureSpace(const Samples& samples, std::span<const double> sample_weights)
    : mean_(samples.features), centred_(samples.size(), samples.features) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::span<const float> embedding = samples.embedding(i);
    for (std::size_t j = 0; j < mean_.size(); ++j) {
      mean_[j] += sample_weights[i] * static_cast<double>(embedding[j]);
    }
  }
  double squares = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::span<const float> embedding = samples.embedding(i);
    double* const row = centred_.row(i);
    for (std::size_t j = 0; j < mean_.size(); ++j) {
      row[j] = static_cast<double>(embedding[j]) - mean_[j];
    }
    squares += sample_weights[i] * Dot(row, row, centred_.stride());
  }
  if (squares > 0) scale_ = std::sqrt(squares);
  for (double& value : centred_.values()) value /= scale_;

  if (samples.size() <= samples.features) {
    Reduce();
    return;
  }
  coordinates_ = Matrix(samples.size(), samples.features + 1);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::copy_n(centred_.row(i), samples.features, coordinates_.row(i));
    coordinates_.at(i, samples.features) = 1;
  }
  centred_ = Matrix();
}

void FeatureSpace::Reduce() {
  reduced_ = true;
  const std::size_t count = centred_.rows();
  // The factor, column by column; each sample's row is contiguous.
  std::vector<std::vector<double>> factor(count);
  std::vector<double> rest(count);
  std::vector<bool> taken(count);
  for (std::size_t i = 0; i < count; ++i) {
    rest[i] = Dot(centred_.row(i), centred_.row(i), centred_.stride());
  }
  while (pivots_.size() < count) {
    const auto pivot = static_cast<std::size_t>(std::ranges::max_element(rest) - rest.begin());
    if (rest[pivot] < kNothing) break;
    const double root = std::sqrt(rest[pivot]);
    const std::size_t rank = pivots_.size();
    const std::vector<double> pivot_row = factor[pivot];
    for (std::size_t i = 0; i < count; ++i) {
      double value = 0;
      if (i == pivot) {
        value = root;
      } else if (!taken[i]) {
        value = (Dot(centred_.row(i), centred_.row(pivot), centred_.stride()) -
                 Dot(factor[i].data(), pivot_row.data(), rank)) /
                root;
      }
      factor[i].push_back(value);
      rest[i] = taken[i] || i == pivot ? 0 : std::max(0.0, rest[i] - value * value);
    }
    taken[pivot] = true;
    pivots_.push_back(pivot);
  }
  const std::size_t rank = pivots_.size();
  coordinates_ = Matrix(count, rank + 1);
  for (std::size_t i = 0; i < count; ++i) {
    std::ranges::copy(factor[i], coordinates_.row(i));
    coordinates_.at(i, rank) = 1;
  }
  triangle_ = Matrix(rank, rank);
  Matrix spanning(rank, centred_.columns());
  for (std::size_t i = 0; i < rank; ++i) {
    std::copy_n(coordinates_.row(pivots_[i]), rank, triangle_.row(i));
    std::copy_n(centred_.row(pivots_[i]), centred_.stride(), spanning.row(i));
  }
  centred_ = std::move(spanning);
}

LinearHead FeatureSpace::HeadOf(const Matrix& weights) const {
  const std::size_t features = mean_.size();
  const std::size_t coordinates = weights.columns() - 1;
  LinearHead head{.classes = weights.rows(), .features = features};
  std::vector<double> row(features);
  for (std::size_t k = 0; k < weights.rows(); ++k) {
    std::ranges::fill(row, 0.0);
    if (reduced_) {
      // w Q, where the pivots are triangle_ * Q: solves w = a * triangle_, from the last number on.
      std::vector<double> share(weights.row(k), weights.row(k) + coordinates);
      for (std::size_t i = coordinates; i-- > 0;) {
        share[i] /= triangle_.at(i, i);
        for (std::size_t j = 0; j < i; ++j) share[j] -= share[i] * triangle_.at(i, j);
        for (std::size_t j = 0; j < features; ++j) row[j] += share[i] * centred_.at(i, j);
      }
    } else {
      std::copy_n(weights.row(k), features, row.begin());
    }
    double bias = weights.at(k, coordinates);
    for (std::size_t j = 0; j < features; ++j) {
      row[j] /= scale_;
      bias -= row[j] * mean_[j];
      head.weights.push_back(static_cast<float>(row[j]));
    }
    head.bias.push_back(static_cast<float>(bias));
  }
  return head;
}

}  // namespace residua::teach
