#include "teach/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

#include "teach/functions.h"

namespace residua::teach {
namespace {

constexpr std::size_t kRemembered = 12;  // steps that L-BFGS estimates the curvature from

class Objective {
 public:
  Objective(const LabelledFeatures& samples, std::span<const double> sample_weights,
            double strength)
      : samples_(samples),
        sample_weights_(sample_weights),
        strength_(strength),
        logits_(samples.features.rows(), samples.classes),
        errors_(samples.features.rows(), samples.classes) {}

  // Returns the loss at `weights` and stores its derivatives in `gradient`.
  double operator()(const Matrix& weights, Matrix& gradient) {
    TimesTransposed(samples_.features, weights, logits_);
    double loss = 0;
    for (std::size_t i = 0; i < logits_.rows(); ++i) {
      const double weight = sample_weights_[i];
      const std::span<double> errors(errors_.row(i), samples_.classes);
      if (weight == 0) {
        std::ranges::fill(errors, 0.0);
        continue;
      }
      std::copy_n(logits_.row(i), samples_.classes, errors.begin());
      loss += weight * SoftmaxLoss(errors, samples_.labels[i]);
      errors[samples_.labels[i]] -= 1;
      for (double& error : errors) error *= weight;
    }
    TransposedTimes(errors_, samples_.features, gradient);
    const std::size_t penalised = weights.columns() - 1;
    double squares = 0;
    for (std::size_t k = 0; k < weights.rows(); ++k) {
      const double* const row = weights.row(k);
      squares += Dot(row, row, penalised);
      for (std::size_t j = 0; j < penalised; ++j) gradient.at(k, j) += strength_ * row[j];
    }
    return loss + strength_ / 2 * squares;
  }

  Matrix& logits() { return logits_; }

 private:
  const LabelledFeatures& samples_;
  std::span<const double> sample_weights_;
  double strength_;
  Matrix logits_;
  Matrix errors_;
};

// About the inverse of the loss's second derivative per feature: the initial step size.
std::vector<double> InverseCurvature(const LabelledFeatures& samples,
                                     std::span<const double> sample_weights, double strength) {
  const Matrix& z = samples.features;
  std::vector<double> curvature(z.stride());
  for (std::size_t i = 0; i < z.rows(); ++i) {
    const double* const row = z.row(i);
    for (std::size_t j = 0; j < z.columns(); ++j) {
      curvature[j] += sample_weights[i] * row[j] * row[j];
    }
  }
  // p (1 - p) for equal class probabilities.
  const auto classes = static_cast<double>(samples.classes);
  const double spread = (classes - 1) / (classes * classes);
  for (std::size_t j = 0; j < z.columns(); ++j) {
    const double penalty = j + 1 < z.columns() ? strength : 0;
    const double total = spread * curvature[j] + penalty;
    curvature[j] = total > 0 ? 1 / total : 0;
  }
  return curvature;
}

struct Step {
  std::vector<double> weights;   // change of the weights
  std::vector<double> gradient;  // change of the gradient
  double product = 0;            // their dot product
};

std::vector<double> Difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> difference(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) difference[i] = a[i] - b[i];
  return difference;
}

void AddTimes(double factor, std::span<const double> from, std::span<double> to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * from[i];
}

// H * gradient, where H approximates the inverse Hessian from the steps.
std::vector<double> Direction(const Matrix& gradient, const std::deque<Step>& steps,
                              std::span<const double> inverse_curvature) {
  std::vector<double> direction(gradient.values().begin(), gradient.values().end());
  std::vector<double> alphas(steps.size());
  for (std::size_t i = steps.size(); i-- > 0;) {
    alphas[i] = Dot(steps[i].weights, direction) / steps[i].product;
    AddTimes(-alphas[i], steps[i].gradient, direction);
  }
  const std::size_t stride = inverse_curvature.size();
  double scale = 1;
  if (!steps.empty()) {
    const std::vector<double>& y = steps.back().gradient;
    double length = 0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      length += y[i] * y[i] * inverse_curvature[i % stride];
    }
    scale = steps.back().product / length;
  }
  for (std::size_t i = 0; i < direction.size(); ++i) {
    direction[i] *= scale * inverse_curvature[i % stride];
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double beta = Dot(steps[i].gradient, direction) / steps[i].product;
    AddTimes(alphas[i] - beta, steps[i].weights, direction);
  }
  return direction;
}

double Length(const Matrix& matrix) { return std::sqrt(Dot(matrix.values(), matrix.values())); }

}  // namespace

double SoftmaxLoss(std::span<double> logits, std::size_t label) {
  const double largest = *std::ranges::max_element(logits);
  const double own = logits[label] - largest;
  double sum = 0;
  for (double& logit : logits) {
    logit = Exp(logit - largest);
    sum += logit;
  }
  for (double& logit : logits) logit /= sum;
  return Log(sum) - own;
}

Regression FitRegression(const LabelledFeatures& samples, std::span<const double> sample_weights,
                         const Matrix& start, const RegressionOptions& options) {
  const std::size_t columns = samples.features.columns();
  Objective objective(samples, sample_weights, options.strength);
  const std::vector<double> inverse_curvature =
      InverseCurvature(samples, sample_weights, options.strength);

  Matrix weights(samples.classes, columns);
  Matrix gradient(samples.classes, columns);
  double loss = objective(weights, gradient);
  const double small = options.tolerance * Length(gradient);
  if (start.rows() > 0) {
    weights = start;
    loss = objective(weights, gradient);
  }
  std::deque<Step> steps;
  Matrix next(samples.classes, columns);
  Matrix next_gradient(samples.classes, columns);
  Regression result;
  while (result.steps < options.most_steps && Length(gradient) > small) {
    std::vector<double> direction = Direction(gradient, steps, inverse_curvature);
    double slope = Dot(direction, gradient.values());
    if (!(slope > 0)) {
      // The stored steps are spoilt by rounding.
      if (steps.empty()) break;
      steps.clear();
      continue;
    }
    double length = 1;
    double next_loss = loss;
    bool lower = false;
    for (int halving = 0; halving < 40 && !lower; ++halving, length /= 2) {
      std::ranges::copy(weights.values(), next.values().begin());
      AddTimes(-length, direction, next.values());
      next_loss = objective(next, next_gradient);
      lower = next_loss <= loss - 1e-4 * length * slope;
    }
    if (!lower) {
      if (steps.empty()) break;  // no further decrease is possible
      steps.clear();
      continue;
    }
    Step step{.weights = Difference(next.values(), weights.values()),
              .gradient = Difference(next_gradient.values(), gradient.values())};
    step.product = Dot(step.weights, step.gradient);
    if (step.product > 0) {
      if (steps.size() == kRemembered) steps.pop_front();
      steps.push_back(std::move(step));
    }
    std::swap(weights, next);
    std::swap(gradient, next_gradient);
    loss = next_loss;
    ++result.steps;
  }
  TimesTransposed(samples.features, weights, objective.logits());
  result.weights = std::move(weights);
  result.logits = std::move(objective.logits());
  result.loss = loss;
  return result;
}

}  // namespace residua::teach
