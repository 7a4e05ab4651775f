// Answers for photos by a head that has not seen them, and what is learnt from these: how strong
// the penalty should be, and how much a probability is worth.

#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "teach/likeness.h"
#include "teach/logistic_regression.h"

namespace residua::teach {

// Told how far it is, from 0 to 1.
using Progress = std::function<void(double done)>;

// Which samples are held out together.
struct Folds {
  std::vector<std::size_t> of;  // per sample, from 0
  std::size_t count = 0;
  bool leave_one_out = false;  // each a group of Likeness by itself
};

// Groups of a class go round the folds, so that each fold has about as many samples of each class.
// As many folds as groups if `most` allows, else `some`.
Folds MakeFolds(const LabelledFeatures& samples, const Likeness& likeness, std::size_t most,
                std::size_t some);

// Weights of the samples that are learnt from; they add up to 1, those of each class alike where
// `balanced`. That holds without a fold too: otherwise a class would count less than the others
// just when one of its own samples is tested.
std::vector<double> WeightsOf(const LabelledFeatures& samples, bool balanced);
std::vector<double> WeightsWithout(const LabelledFeatures& samples, bool balanced,
                                   const Folds& folds, std::size_t fold);

// n x classes: each sample's by a head that was fitted without its fold, from `start` on.
Matrix HeldOutLogits(const LabelledFeatures& samples, bool balanced, const Folds& folds,
                     const Matrix& start, const RegressionOptions& options,
                     const Progress& progress);

struct Temperature {
  double value = 1;  // logits are divided by it
  double loss = 0;   // weighted mean of -log p, with targets smoothed as Platt 1999 does
};

// The temperature from 0.05 to 20 with the least loss. Without smoothing it would make answers
// certain wherever all held-out samples are right.
Temperature FitTemperature(const Matrix& logits, std::span<const std::size_t> labels,
                           std::span<const double> sample_weights);

// The strength, of a grid, whose held-out answers have the least loss at their best temperature.
double ChooseStrength(const LabelledFeatures& samples, bool balanced, const Folds& folds,
                      const Progress& progress);

}  // namespace residua::teach
