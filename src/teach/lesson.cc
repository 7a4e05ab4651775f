#include "teach/lesson.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "teach/likeness.h"
#include "teach/logistic_regression.h"

namespace residua::teach {
namespace {

// Up to this many groups of photos, each is held out by itself.
constexpr std::size_t kMostLeftOut = 120;
// Above it there are ten folds, and five from this many photos on, since each fold costs a fit.
constexpr std::size_t kMany = 3000;
// The strength is chosen with up to this many folds, on up to this many photos.
constexpr std::size_t kStrengthFolds = 5;
constexpr std::size_t kStrengthSamples = 1000;
// The penalty if nothing can be held out.
constexpr double kUsualStrength = 0.03;
// The share of the work that is done when each part begins.
constexpr double kStrengthDone = 0.45;
constexpr double kFitDone = 0.6;

// Rounded to six decimals, so that the value written as text is the one that is used.
double Rounded(double value) { return std::floor(value * 1e6) / 1e6; }

// Every n-th sample of each class, about kStrengthSamples in all.
LabelledFeatures Thinned(const LabelledFeatures& all, const Likeness& likeness, Likeness& thinned) {
  const std::size_t step = (all.labels.size() + kStrengthSamples - 1) / kStrengthSamples;
  std::vector<std::size_t> seen(all.classes);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < all.labels.size(); ++i) {
    if (seen[all.labels[i]]++ % step == 0) kept.push_back(i);
  }
  LabelledFeatures some{.features = Matrix(kept.size(), all.features.columns()),
                        .classes = all.classes};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    std::copy_n(all.features.row(kept[i]), all.features.columns(), some.features.row(i));
    some.labels.push_back(all.labels[kept[i]]);
    thinned.groups.push_back(likeness.groups[kept[i]]);
  }
  thinned.count = likeness.count;
  return some;
}

class Teaching {
 public:
  Teaching(const Samples& samples, const TeachOptions& options, const Progress& progress)
      : samples_(samples), options_(options), progress_(progress) {
    data_.classes = samples.classes.size();
    for (const Sample& sample : samples.samples) data_.labels.push_back(sample.class_id);
  }

  Lesson Run() {
    const Likeness likeness = FindLikeness(samples_);
    weights_ = WeightsOf(data_, options_.balanced);
    const FeatureSpace space(samples_, weights_);
    data_.features = space.coordinates();
    folds_ = MakeFolds(data_, likeness, kMostLeftOut, samples_.size() > kMany ? 5 : 10);
    FindTested();
    lesson_.folds = folds_.count;
    lesson_.leave_one_out = folds_.leave_one_out;

    lesson_.strength = StrengthFor(likeness);
    const Regression fit = FitRegression(data_, weights_, {}, {.strength = lesson_.strength});
    lesson_.head = space.HeadOf(fit.weights);
    progress_(kFitDone);
    if (tested_ > 0) HoldOut(fit.weights);
    FitNovelty();
    Tally();
    lesson_.suggestions = FindSuggestions(samples_, likeness, called_);
    lesson_.plane = MakePlane(data_.features);
    progress_(1);
    return std::move(lesson_);
  }

 private:
  // A photo is tested if its class has photos in other folds.
  void FindTested() {
    lesson_.answers.resize(samples_.size());
    std::vector<std::size_t> first(data_.classes, folds_.count);
    std::vector<bool> several(data_.classes);
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      std::size_t& fold = first[data_.labels[i]];
      if (fold == folds_.count) fold = folds_.of[i];
      if (fold != folds_.of[i]) several[data_.labels[i]] = true;
    }
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      lesson_.answers[i].tested = several[data_.labels[i]];
      tested_ += several[data_.labels[i]];
    }
  }

  double StrengthFor(const Likeness& likeness) {
    if (tested_ == 0) return kUsualStrength;
    Likeness thinned;
    const LabelledFeatures some = Thinned(data_, likeness, thinned);
    const Folds folds = MakeFolds(some, thinned, kStrengthFolds, kStrengthFolds);
    return ChooseStrength(some, options_.balanced, folds,
                          [&](double done) { progress_(kStrengthDone * done); });
  }

  void HoldOut(const Matrix& start) {
    const Matrix logits = HeldOutLogits(
        data_, options_.balanced, folds_, start, {.strength = lesson_.strength, .tolerance = 1e-4},
        [&](double done) { progress_(kFitDone + (0.98 - kFitDone) * done); });
    std::vector<double> tested = weights_;
    double sum = 0;
    for (std::size_t i = 0; i < tested.size(); ++i) {
      if (!lesson_.answers[i].tested) tested[i] = 0;
      sum += tested[i];
    }
    for (double& weight : tested) weight /= sum;
    lesson_.temperature = Rounded(FitTemperature(logits, data_.labels, tested).value);
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      HeldOutAnswer& answer = lesson_.answers[i];
      if (!answer.tested) continue;
      std::vector<double> probabilities(logits.row(i), logits.row(i) + data_.classes);
      for (double& value : probabilities) value /= lesson_.temperature;
      SoftmaxLoss(probabilities, data_.labels[i]);
      const auto best = std::ranges::max_element(probabilities);
      answer.best = static_cast<std::size_t>(best - probabilities.begin());
      answer.probability = *best;
      answer.own = probabilities[data_.labels[i]];
    }
  }

  // Class means relative to the centre of all; for held-out photos, mean and centre exclude them.
  void FitNovelty() {
    Novelty& novelty = lesson_.novelty;
    if (samples_.none_class >= 0)
      novelty.none_class = static_cast<std::size_t>(samples_.none_class);
    const ClassMeans all = MeansOf(weights_);
    novelty.centre.assign(all.centre.begin(), all.centre.end());
    for (std::size_t k = 0; k < data_.classes; ++k) {
      if (IsNone(k)) continue;
      for (std::size_t j = 0; j < samples_.features; ++j) {
        novelty.means.push_back(static_cast<float>(all.means.at(k, j)));
      }
    }
    std::vector<double> own;
    std::vector<std::vector<std::size_t>> members(folds_.count);
    for (std::size_t i = 0; i < samples_.size(); ++i) members[folds_.of[i]].push_back(i);
    for (std::size_t fold = 0; fold < folds_.count; ++fold) {
      const ClassMeans rest = MeansOf(WeightsWithout(data_, options_.balanced, folds_, fold));
      for (const std::size_t i : members[fold]) {
        HeldOutAnswer& answer = lesson_.answers[i];
        if (!answer.tested || IsNone(data_.labels[i])) continue;
        answer.likeness = HeldOutLikeness(i, rest, all);
        own.push_back(answer.likeness);
      }
    }
    if (own.empty()) return;
    std::ranges::sort(own);
    const auto refused =
        static_cast<std::size_t>(options_.most_refused * static_cast<double>(own.size()));
    // Slightly lower, so that the photo itself passes despite rounding.
    novelty.threshold = Rounded(own[refused] - 1e-6);
  }

  struct ClassMeans {
    std::vector<double> centre;
    Matrix means;  // classes x features
  };

  // The mean of a class without weight is zero.
  ClassMeans MeansOf(const std::vector<double>& weights) const {
    const std::size_t features = samples_.features;
    ClassMeans found{.centre = std::vector<double>(features),
                     .means = Matrix(data_.classes, features)};
    std::vector<double> totals(data_.classes);
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      if (weights[i] == 0) continue;
      const std::span<const float> embedding = samples_.embedding(i);
      double* const mean = found.means.row(data_.labels[i]);
      totals[data_.labels[i]] += weights[i];
      for (std::size_t j = 0; j < features; ++j) {
        mean[j] += weights[i] * static_cast<double>(embedding[j]);
      }
    }
    for (std::size_t k = 0; k < data_.classes; ++k) {
      for (std::size_t j = 0; j < features; ++j) found.centre[j] += found.means.at(k, j);
    }
    for (std::size_t k = 0; k < data_.classes; ++k) {
      if (totals[k] == 0) continue;
      for (std::size_t j = 0; j < features; ++j) found.means.at(k, j) /= totals[k];
    }
    return found;
  }

  // As Novelty::Likeness, with means that exclude the photo. The mean of fewer photos is longer by
  // chance, so the result for the photo's own class is divided by the length of the mean of all.
  double HeldOutLikeness(std::size_t i, const ClassMeans& rest, const ClassMeans& all) const {
    const std::span<const float> embedding = samples_.embedding(i);
    const std::vector<double> x(embedding.begin(), embedding.end());
    const std::vector<double> nothing(x.size());
    double most = -1;
    for (std::size_t k = 0; k < data_.classes; ++k) {
      if (IsNone(k)) continue;
      const bool own = k == data_.labels[i];
      const double* const mean = rest.means.row(k);
      const double* const long_as = own ? all.means.row(k) : mean;
      const std::vector<double>& centre = own ? all.centre : rest.centre;
      most = std::max(most, (2 * Cosine(x, mean, nothing, long_as, nothing) +
                             Cosine(x, mean, rest.centre, long_as, centre)) /
                                3);
    }
    return most;
  }

  // The cosine between x and `mean` relative to `centre`, with `mean` scaled to the distance of
  // `long_as` from `long_centre`. -1 if one of them has no length.
  static double Cosine(const std::vector<double>& x, const double* mean,
                       const std::vector<double>& centre, const double* long_as,
                       const std::vector<double>& long_centre) {
    double product = 0;
    double squares = 0;
    double mean_squares = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      product += (x[j] - centre[j]) * (mean[j] - centre[j]);
      squares += (x[j] - centre[j]) * (x[j] - centre[j]);
      mean_squares += (long_as[j] - long_centre[j]) * (long_as[j] - long_centre[j]);
    }
    return squares * mean_squares > 0 ? product / std::sqrt(squares * mean_squares) : -1;
  }

  bool IsNone(std::size_t label) const {
    return samples_.none_class >= 0 && label == static_cast<std::size_t>(samples_.none_class);
  }

  void Tally() {
    lesson_.confusion.assign(data_.classes, std::vector<std::size_t>(data_.classes));
    called_ = data_.labels;
    std::size_t right = 0;
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      HeldOutAnswer& answer = lesson_.answers[i];
      if (!answer.tested) continue;
      answer.refused = !IsNone(data_.labels[i]) && answer.likeness < lesson_.novelty.threshold;
      called_[i] = answer.best;
      ++lesson_.confusion[data_.labels[i]][answer.best];
      right += answer.best == data_.labels[i];
    }
    lesson_.accuracy = AccuracyOf(right, tested_);
  }

  const Samples& samples_;
  const TeachOptions& options_;
  const Progress& progress_;
  LabelledFeatures data_;
  std::vector<double> weights_;
  Folds folds_;
  std::size_t tested_ = 0;
  std::vector<std::size_t> called_;
  Lesson lesson_;
};

}  // namespace

Lesson Teach(const Samples& samples, const TeachOptions& options, const Progress& progress) {
  CheckSamples(samples);
  return Teaching(samples, options, progress).Run();
}

}  // namespace residua::teach
