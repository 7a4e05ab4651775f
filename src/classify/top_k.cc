#include "classify/top_k.h"

#include <algorithm>
#include <numeric>

namespace residua {

std::vector<Prediction> TopK(std::span<const float> probabilities, std::size_t top_k,
                             const Labels& labels) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t count = std::min(top_k, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
      [&](std::size_t a, std::size_t b) {
        return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
      });
  std::vector<Prediction> predictions;
  predictions.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    predictions.push_back({.label = labels.Name(order[i], probabilities.size()),
                           .index = order[i],
                           .probability = probabilities[order[i]]});
  }
  return predictions;
}

}  // namespace residua
