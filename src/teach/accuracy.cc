#include "teach/accuracy.h"

#include <algorithm>
#include <cmath>

namespace residua::teach {

Accuracy AccuracyOf(std::size_t right, std::size_t total) {
  Accuracy accuracy{.right = right, .total = total};
  if (total == 0) return accuracy;
  constexpr double kZ = 1.959963984540054;  // the 97.5 % quantile of the normal distribution
  const auto n = static_cast<double>(total);
  const double p = static_cast<double>(right) / n;
  const double centre = (p + kZ * kZ / (2 * n)) / (1 + kZ * kZ / n);
  const double half = kZ / (1 + kZ * kZ / n) * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  accuracy.value = p;
  accuracy.low = std::max(0.0, centre - half);
  accuracy.high = std::min(1.0, centre + half);
  return accuracy;
}

}  // namespace residua::teach
