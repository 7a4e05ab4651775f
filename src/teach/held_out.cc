#include "teach/held_out.h"

#include <algorithm>
#include <utility>

#include "teach/functions.h"

namespace residua::teach {
namespace {

// From strong to weak: each solution is close to the previous one.
constexpr double kStrengths[] = {1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003};
// Stops after this many consecutive increases of the loss.
constexpr int kWorse = 2;

// -log p for targets that give `smooth` to the other classes.
double SmoothedLoss(std::span<const double> logits, std::size_t label, double temperature,
                    double smooth, std::vector<double>& room) {
  room.resize(logits.size());
  double sum = 0;
  for (std::size_t k = 0; k < logits.size(); ++k) {
    room[k] = logits[k] / temperature;
    sum += room[k];
  }
  const double own = room[label];
  const double loss = SoftmaxLoss(room, label);
  // -log p_k = loss + own - logit_k
  const auto others = static_cast<double>(logits.size() - 1);
  const double of_others = others * (loss + own) - (sum - own);
  return (1 - smooth) * loss + smooth / others * of_others;
}

}  // namespace

Folds MakeFolds(const LabelledFeatures& samples, const Likeness& likeness, std::size_t most,
                std::size_t some) {
  Folds folds{.of = std::vector<std::size_t>(samples.labels.size())};
  if (likeness.count <= most) {
    folds.of = likeness.groups;
    folds.count = likeness.count;
    folds.leave_one_out = true;
    return folds;
  }
  folds.count = some;
  std::vector<std::size_t> fold_of_group(likeness.count, some);
  std::size_t next = 0;
  for (std::size_t label = 0; label < samples.classes; ++label) {
    for (std::size_t i = 0; i < samples.labels.size(); ++i) {
      if (samples.labels[i] != label) continue;
      std::size_t& fold = fold_of_group[likeness.groups[i]];
      if (fold == some) fold = next++ % some;
      folds.of[i] = fold;
    }
  }
  return folds;
}

std::vector<double> WeightsOf(const LabelledFeatures& samples, bool balanced) {
  // Each sample is in only one fold.
  return WeightsWithout(samples, balanced, {.of = std::vector<std::size_t>(samples.labels.size())},
                        1);
}

std::vector<double> WeightsWithout(const LabelledFeatures& samples, bool balanced,
                                   const Folds& folds, std::size_t fold) {
  std::vector<double> counts(samples.classes);
  double total = 0;
  for (std::size_t i = 0; i < samples.labels.size(); ++i) {
    if (folds.of[i] == fold) continue;
    ++counts[samples.labels[i]];
    ++total;
  }
  const auto classes =
      static_cast<double>(samples.classes) - static_cast<double>(std::ranges::count(counts, 0.0));
  std::vector<double> weights(samples.labels.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (folds.of[i] == fold) continue;
    weights[i] = balanced ? 1 / (counts[samples.labels[i]] * classes) : 1 / total;
  }
  return weights;
}

Matrix HeldOutLogits(const LabelledFeatures& samples, bool balanced, const Folds& folds,
                     const Matrix& start, const RegressionOptions& options,
                     const Progress& progress) {
  Matrix logits(samples.labels.size(), samples.classes);
  for (std::size_t fold = 0; fold < folds.count; ++fold) {
    const std::vector<double> weights = WeightsWithout(samples, balanced, folds, fold);
    const Regression fit = FitRegression(samples, weights, start, options);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (folds.of[i] == fold) std::copy_n(fit.logits.row(i), samples.classes, logits.row(i));
    }
    progress(static_cast<double>(fold + 1) / static_cast<double>(folds.count));
  }
  return logits;
}

Temperature FitTemperature(const Matrix& logits, std::span<const std::size_t> labels,
                           std::span<const double> sample_weights) {
  std::vector<double> room;
  const double smooth = 1 / (static_cast<double>(labels.size()) + 2);
  const auto loss_at = [&](double log_temperature) {
    double loss = 0;
    const double temperature = Exp(log_temperature);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (sample_weights[i] == 0) continue;
      loss += sample_weights[i] *
              SmoothedLoss({logits.row(i), logits.columns()}, labels[i], temperature, smooth, room);
    }
    return loss;
  };
  // Golden-section search: the loss has one minimum.
  constexpr double kRatio = 0.6180339887498949;
  double low = Log(0.05);
  double high = Log(20);
  double left = high - kRatio * (high - low);
  double right = low + kRatio * (high - low);
  double left_loss = loss_at(left);
  double right_loss = loss_at(right);
  while (high - low > 1e-3) {
    if (left_loss <= right_loss) {
      high = std::exchange(right, left);
      right_loss = left_loss;
      left = high - kRatio * (high - low);
      left_loss = loss_at(left);
    } else {
      low = std::exchange(left, right);
      left_loss = right_loss;
      right = low + kRatio * (high - low);
      right_loss = loss_at(right);
    }
  }
  const double best = (low + high) / 2;
  return {.value = Exp(best), .loss = loss_at(best)};
}

double ChooseStrength(const LabelledFeatures& samples, bool balanced, const Folds& folds,
                      const Progress& progress) {
  const std::size_t steps = std::size(kStrengths);
  double best = kStrengths[0];
  double least = 0;
  int worse = 0;
  // Each fold starts from its own solution for the previous strength.
  std::vector<Matrix> starts(folds.count);
  const std::vector<double> all = WeightsOf(samples, balanced);
  for (std::size_t step = 0; step < steps && worse < kWorse; ++step) {
    Matrix logits(samples.labels.size(), samples.classes);
    for (std::size_t fold = 0; fold < folds.count; ++fold) {
      const std::vector<double> weights = WeightsWithout(samples, balanced, folds, fold);
      Regression fit = FitRegression(samples, weights, starts[fold],
                                     {.strength = kStrengths[step], .tolerance = 1e-3});
      for (std::size_t i = 0; i < weights.size(); ++i) {
        if (folds.of[i] == fold) std::copy_n(fit.logits.row(i), samples.classes, logits.row(i));
      }
      starts[fold] = std::move(fit.weights);
      progress(static_cast<double>(step * folds.count + fold + 1) /
               static_cast<double>(steps * folds.count));
    }
    const double loss = FitTemperature(logits, samples.labels, all).loss;
    if (step == 0 || loss < least) {
      least = loss;
      best = kStrengths[step];
      worse = 0;
    } else {
      ++worse;
    }
  }
  return best;
}

}  // namespace residua::teach
