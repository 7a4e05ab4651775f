#include "teach/logistic_regression.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "teach/functions.h"
#include "teach/held_out.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace residua::teach {
namespace {

// Numbers from -1 to 1 that look like chance.
double Noise(std::size_t i) {
  const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
  return 2 * (x - std::floor(x)) - 1;
}

// `classes` clouds that overlap, in `d` dimensions, with the column of ones.
LabelledFeatures Clouds(std::size_t classes, std::size_t each, std::size_t d) {
  LabelledFeatures samples{.features = Matrix(classes * each, d + 1), .classes = classes};
  for (std::size_t i = 0; i < classes * each; ++i) {
    const std::size_t label = i % classes;
    for (std::size_t j = 0; j < d; ++j) {
      samples.features.at(i, j) = Noise(i * d + j) + (j % classes == label ? 0.7 : 0.0);
    }
    samples.features.at(i, d) = 1;
    samples.labels.push_back(label);
  }
  return samples;
}

// The loss by its definition.
double NaiveLoss(const LabelledFeatures& samples, const std::vector<double>& weights,
                 const Matrix& w, double strength) {
  double loss = 0;
  for (std::size_t i = 0; i < samples.labels.size(); ++i) {
    std::vector<double> logits(samples.classes);
    double sum = 0;
    for (std::size_t k = 0; k < samples.classes; ++k) {
      for (std::size_t j = 0; j < w.columns(); ++j) {
        logits[k] += w.at(k, j) * samples.features.at(i, j);
      }
      sum += std::exp(logits[k]);
    }
    loss -= weights[i] * (logits[samples.labels[i]] - std::log(sum));
  }
  for (std::size_t k = 0; k < w.rows(); ++k) {
    for (std::size_t j = 0; j + 1 < w.columns(); ++j) {
      loss += strength / 2 * w.at(k, j) * w.at(k, j);
    }
  }
  return loss;
}

// Slow and sure: small steps down the naive loss's slope, which is measured by differences.
Matrix NaiveFit(const LabelledFeatures& samples, const std::vector<double>& weights,
                double strength) {
  Matrix w(samples.classes, samples.features.columns());
  for (int step = 0; step < 4000; ++step) {
    Matrix slope(w.rows(), w.columns());
    for (std::size_t k = 0; k < w.rows(); ++k) {
      for (std::size_t j = 0; j < w.columns(); ++j) {
        const double kept = w.at(k, j);
        w.at(k, j) = kept + 1e-5;
        const double above = NaiveLoss(samples, weights, w, strength);
        w.at(k, j) = kept - 1e-5;
        slope.at(k, j) = (above - NaiveLoss(samples, weights, w, strength)) / 2e-5;
        w.at(k, j) = kept;
      }
    }
    for (std::size_t k = 0; k < w.rows(); ++k) {
      for (std::size_t j = 0; j < w.columns(); ++j) w.at(k, j) -= 0.5 * slope.at(k, j);
    }
  }
  return w;
}

}  // namespace

TEST_CASE("Exp and Log agree with the C library's", "[teach]") {
  for (double x = -700; x < 700; x += 0.37) CHECK_THAT(Exp(x), WithinRel(std::exp(x), 1e-15));
  for (double x = 1e-12; x < 1e12; x *= 1.37) CHECK_THAT(Log(x), WithinAbs(std::log(x), 1e-14));
  CHECK(Exp(-1000) == 0);
  CHECK(Log(1) == 0);
}

TEST_CASE("Matrix products are the sums of their definition", "[teach]") {
  // Sizes that no vector and no block divides.
  const std::array<std::array<std::size_t, 3>, 3> sizes = {{{5, 7, 3}, {130, 13, 9}, {1, 1, 1}}};
  for (const auto& [n, d, c] : sizes) {
    Matrix a(n, d);
    Matrix b(c, d);
    Matrix p(n, c);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < d; ++j) a.at(i, j) = Noise(i * d + j);
      for (std::size_t k = 0; k < c; ++k) p.at(i, k) = Noise(1000 + i * c + k);
    }
    for (std::size_t k = 0; k < c; ++k) {
      for (std::size_t j = 0; j < d; ++j) b.at(k, j) = Noise(2000 + k * d + j);
    }
    Matrix ab(n, c);
    Matrix pa(c, d);
    TimesTransposed(a, b, ab);
    TransposedTimes(p, a, pa);
    for (std::size_t k = 0; k < c; ++k) {
      for (std::size_t i = 0; i < n; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < d; ++j) sum += a.at(i, j) * b.at(k, j);
        CHECK_THAT(ab.at(i, k), WithinAbs(sum, 1e-12));
      }
      for (std::size_t j = 0; j < d; ++j) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += p.at(i, k) * a.at(i, j);
        CHECK_THAT(pa.at(k, j), WithinAbs(sum, 1e-12));
      }
    }
  }
}

TEST_CASE("Logistic regression finds the minimum that slow descent finds", "[teach]") {
  const LabelledFeatures samples = Clouds(3, 6, 4);
  const double strength = 0.05;
  // One photo counts double, one not at all.
  std::vector<double> weights(18, 1.0 / 18);
  weights[4] = 2.0 / 18;
  weights[7] = 0;
  const Matrix expected = NaiveFit(samples, weights, strength);
  const Regression fit = FitRegression(samples, weights, {}, {.strength = strength});
  CHECK_THAT(fit.loss, WithinAbs(NaiveLoss(samples, weights, expected, strength), 1e-8));
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK_THAT(fit.weights.at(k, j), WithinAbs(expected.at(k, j), 2e-4));
    }
    // Biases are the same but for a number that all classes share.
    CHECK_THAT(fit.weights.at(k, 4) - fit.weights.at(0, 4),
               WithinAbs(expected.at(k, 4) - expected.at(0, 4), 2e-4));
  }
  SECTION("wherever it starts") {
    Matrix start(3, 5);
    for (std::size_t i = 0; i < 5; ++i) start.at(i % 3, i) = 3 * Noise(i);
    const Regression again = FitRegression(samples, weights, start, {.strength = strength});
    CHECK_THAT(again.loss, WithinAbs(fit.loss, 1e-10));
  }
  SECTION("and gives the logits of the sample that it did not learn from") {
    double logit = 0;
    for (std::size_t j = 0; j < 5; ++j) logit += fit.weights.at(1, j) * samples.features.at(7, j);
    CHECK_THAT(fit.logits.at(7, 1), WithinAbs(logit, 1e-12));
  }
}

TEST_CASE("Held-out classes count like the others [regression]", "[teach]") {
  // Two photos of each class: without one of them its class has half as many.
  const LabelledFeatures samples = Clouds(2, 2, 1);
  Folds folds{.of = {0, 1, 2, 3}, .count = 4};
  const std::vector<double> weights = WeightsWithout(samples, true, folds, 0);
  CHECK(weights == std::vector<double>{0, 0.25, 0.5, 0.25});
}

TEST_CASE("The temperature is the one with the least loss", "[teach]") {
  // Logits twice as large as they should be: of answers given with odds of e^2 : 1, e : 1 are
  // right.
  const std::size_t count = 3719;  // 1 + e, in thousands
  Matrix logits(count, 2);
  std::vector<std::size_t> labels(count);
  for (std::size_t i = 0; i < count; ++i) {
    logits.at(i, 0) = 2;
    labels[i] = i < 2719 ? 0 : 1;
  }
  const std::vector<double> weights(count, 1.0 / static_cast<double>(count));
  CHECK_THAT(FitTemperature(logits, labels, weights).value, WithinAbs(2, 0.01));
}

}  // namespace residua::teach
