// What a kernel applies to its result before storing it: a residual addition, then an activation.

#pragma once

#include <limits>
#include <optional>

namespace residua::engine {

enum class ActivationKind {
  kNone,
  kRelu,
  kRelu6,
  kLeakyRelu,
  kElu,
  kSilu,
  kGelu,
  kMish,
  kTanh,
  kSigmoid,
  kHardSigmoid,
  kHardSwish,
};

// An elementwise function as defined by torch.nn; activation.cc has the formulas.
struct Activation {
  ActivationKind kind = ActivationKind::kNone;
  float parameter = 0;  // kLeakyRelu: the slope below 0; kElu: alpha

  bool operator==(const Activation&) const = default;
};

inline constexpr Activation kRelu{ActivationKind::kRelu};
inline constexpr Activation kRelu6{ActivationKind::kRelu6};
inline constexpr Activation kSilu{ActivationKind::kSilu};
inline constexpr Activation kGelu{ActivationKind::kGelu};  // the exact form, with the error
                                                           // function
inline constexpr Activation kMish{ActivationKind::kMish};
inline constexpr Activation kTanh{ActivationKind::kTanh};
inline constexpr Activation kSigmoid{ActivationKind::kSigmoid};
inline constexpr Activation kHardSigmoid{ActivationKind::kHardSigmoid};
inline constexpr Activation kHardSwish{ActivationKind::kHardSwish};
constexpr Activation LeakyRelu(float slope = 0.01f) { return {ActivationKind::kLeakyRelu, slope}; }
constexpr Activation Elu(float alpha = 1) { return {ActivationKind::kElu, alpha}; }

// Limits that micro-kernels clamp their sums to.
struct Clamp {
  float min = -std::numeric_limits<float>::infinity();
  float max = std::numeric_limits<float>::infinity();

  bool operator==(const Clamp&) const = default;
};

// The limits that are equivalent to an activation; empty if it is not a clamp.
constexpr std::optional<Clamp> ClampOf(const Activation& activation) {
  if (activation == Activation{}) return Clamp{};
  if (activation == kRelu) return Clamp{.min = 0};
  if (activation == kRelu6) return Clamp{.min = 0, .max = 6};
  return std::nullopt;
}

// If `add` is set, the addend is the last input of the kernel's step.
struct Fusion {
  bool add = false;
  Activation activation;

  bool empty() const { return *this == Fusion{}; }
  bool operator==(const Fusion&) const = default;
};

// `first` followed by `second` as one fusion, with one addition and a final activation; empty if
// there is no equivalent.
constexpr std::optional<Fusion> Merge(const Fusion& first, const Fusion& second) {
  if (first.activation != Activation{} || (first.add && second.add)) return std::nullopt;
  return Fusion{.add = first.add || second.add, .activation = second.activation};
}

}  // namespace residua::engine
