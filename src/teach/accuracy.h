// How often held-out answers are right.

#pragma once

#include <cstddef>
#include <vector>

namespace residua::teach {

struct Accuracy {
  std::size_t right = 0;
  std::size_t total = 0;
  double value = 0;  // right / total
  // Of 95 % confidence: Wilson 1927, "Probable inference, the law of succession, and statistical
  // inference". Holds where few are wrong, too.
  double low = 0;
  double high = 1;
};

Accuracy AccuracyOf(std::size_t right, std::size_t total);

}  // namespace residua::teach
