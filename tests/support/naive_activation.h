// Activations as torch.nn documents them, in double.

#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/fusion.h"

namespace residua::testing {

inline double NaiveActivation(const engine::Activation& activation, double x) {
  using engine::ActivationKind;
  const auto sigmoid = [](double value) { return 1 / (1 + std::exp(-value)); };
  switch (activation.kind) {
    case ActivationKind::kNone:
      return x;
    case ActivationKind::kRelu:
      return std::max(x, 0.0);
    case ActivationKind::kRelu6:
      return std::min(std::max(x, 0.0), 6.0);
    case ActivationKind::kLeakyRelu:
      return x < 0 ? double{activation.parameter} * x : x;
    case ActivationKind::kElu:
      return x < 0 ? double{activation.parameter} * std::expm1(x) : x;
    case ActivationKind::kSilu:
      return x * sigmoid(x);
    case ActivationKind::kGelu:
      return x / 2 * (1 + std::erf(x / std::sqrt(2.0)));
    case ActivationKind::kMish:
      return x * std::tanh(std::log1p(std::exp(x)));
    case ActivationKind::kTanh:
      return std::tanh(x);
    case ActivationKind::kSigmoid:
      return sigmoid(x);
    case ActivationKind::kHardSigmoid:
      return std::min(std::max(x + 3, 0.0), 6.0) / 6;
    case ActivationKind::kHardSwish:
      return x * std::min(std::max(x + 3, 0.0), 6.0) / 6;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace residua::testing
