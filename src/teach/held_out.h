// Cross-validation: predictions for photos by a head that has not seen them, and what is derived
// from these: the strength of the penalty and the temperature.

#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "teach/likeness.h"
#include "teach/logistic_regression.h"

namespace residua::teach {

// Receives progress from 0 to 1.
using Progress = std::function<void(double done)>;

// The samples that are held out together.
struct Folds {
  std::vector<std::size_t> of;  // per sample, from 0
  std::size_t count = 0;
  bool leave_one_out = false;  // each group of similar photos is held out by itself
};

// Distributes the groups of each class over the folds, so that each fold has about as many samples
// of each class. There are as many folds as groups if that is at most `most`, otherwise `some`.
Folds MakeFolds(const LabelledFeatures& samples, const Likeness& likeness, std::size_t most,
                std::size_t some);

// The weights of the training samples, which sum to 1; equal for each class if `balanced`. This
// also holds when a fold is left out, since otherwise a class would count less exactly when one of
// its samples is tested.
std::vector<double> WeightsOf(const LabelledFeatures& samples, bool balanced);
std::vector<double> WeightsWithout(const LabelledFeatures& samples, bool balanced,
                                   const Folds& folds, std::size_t fold);

// n x classes: the logits of each sample by a head fitted without its fold, starting at `start`.
Matrix HeldOutLogits(const LabelledFeatures& samples, bool balanced, const Folds& folds,
                     const Matrix& start, const RegressionOptions& options,
                     const Progress& progress);

struct Temperature {
  double value = 1;  // logits are divided by it
  double loss = 0;   // weighted mean of -log p, with targets smoothed as in Platt 1999
};

// The temperature between 0.05 and 20 with the least loss. Without smoothing, it would make answers
// certain whenever all held-out samples are right.
Temperature FitTemperature(const Matrix& logits, std::span<const std::size_t> labels,
                           std::span<const double> sample_weights);

// The strength, out of a grid, whose held-out answers have the least loss at their best
// temperature.
double ChooseStrength(const LabelledFeatures& samples, bool balanced, const Folds& folds,
                      const Progress& progress);

}  // namespace residua::teach
