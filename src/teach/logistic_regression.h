// Multinomial logistic regression with a ridge penalty.
//
//   features, n x d, and labels  ->  weights, classes x d
//
// Minimises  sum of v_i * -log softmax(W z_i)[y_i]  +  strength / 2 * |W|^2,  which is convex, by
// L-BFGS (Nocedal 1980, "Updating quasi-Newton matrices with limited storage") from a given start.
// The sample weights v sum to 1. The last feature is 1 for every sample, and its weights, the
// biases, are not penalised.

#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "teach/matrix.h"

namespace residua::teach {

struct LabelledFeatures {
  Matrix features;                  // n x d
  std::vector<std::size_t> labels;  // n, each below `classes`
  std::size_t classes = 0;
};

struct RegressionOptions {
  double strength = 1;  // of the penalty
  // Stops when the gradient is this small relative to the gradient at W = 0.
  double tolerance = 1e-7;
  std::size_t most_steps = 500;
};

struct Regression {
  Matrix weights;  // classes x d
  Matrix logits;   // n x classes, also for samples of weight 0
  double loss = 0;
  std::size_t steps = 0;
};

// `sample_weights`: n non-negative numbers; a sample of weight 0 is not learned from. `start`:
// classes x d, or empty for zeros.
Regression FitRegression(const LabelledFeatures& samples, std::span<const double> sample_weights,
                         const Matrix& start, const RegressionOptions& options);

// Turns logits into probabilities, in place. Returns -log of the probability of `label`.
double SoftmaxLoss(std::span<double> logits, std::size_t label);

}  // namespace residua::teach
