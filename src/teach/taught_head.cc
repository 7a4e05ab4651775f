#include "teach/taught_head.h"

#include <algorithm>

#include "teach/logistic_regression.h"

namespace residua::teach {

std::vector<double> TaughtHead::Probabilities(std::span<const float> embedding) const {
  std::vector<double> values(layer.classes);
  for (std::size_t k = 0; k < layer.classes; ++k) {
    values[k] = static_cast<double>(layer.bias[k]);
    for (std::size_t j = 0; j < layer.features; ++j) {
      values[k] += static_cast<double>(layer.weights[k * layer.features + j]) *
                   static_cast<double>(embedding[j]);
    }
    values[k] /= temperature;
  }
  SoftmaxLoss(values, 0);
  return values;
}

bool TaughtHead::IsNovel(std::span<const float> embedding,
                         std::span<const double> probabilities) const {
  const auto best = std::ranges::max_element(probabilities) - probabilities.begin();
  return novelty.none_class == static_cast<std::size_t>(best) ||
         novelty.Likeness(embedding) < novelty.threshold;
}

}  // namespace residua::teach
