// The accuracy of held-out answers.

#pragma once

#include <cstddef>
#include <vector>

namespace residua::teach {

struct Accuracy {
  std::size_t right = 0;
  std::size_t total = 0;
  double value = 0;  // right / total
  // A 95 % confidence interval: Wilson 1927, "Probable inference, the law of succession, and
  // statistical inference". Also valid for few errors.
  double low = 0;
  double high = 1;
};

Accuracy AccuracyOf(std::size_t right, std::size_t total);

}  // namespace residua::teach
