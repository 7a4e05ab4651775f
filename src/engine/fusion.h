// What a kernel does to its own result before it stores it: a residual addition, then an
// activation.

#pragma once

#include <limits>
#include <optional>

namespace residua::engine {

enum class ActivationKind {
  kNone,
  kRelu,  // max(x, 0)
};

// An elementwise function. Its formula stands in activation.cc.
struct Activation {
  ActivationKind kind = ActivationKind::kNone;

  bool operator==(const Activation&) const = default;
};

inline constexpr Activation kRelu{ActivationKind::kRelu};

// Limits that micro-kernels apply to their sums.
struct Clamp {
  float min = -std::numeric_limits<float>::infinity();
  float max = std::numeric_limits<float>::infinity();

  bool operator==(const Clamp&) const = default;
};

// The limits that an activation comes to; nothing for one that is more than that.
constexpr std::optional<Clamp> ClampOf(const Activation& activation) {
  if (activation == Activation{}) return Clamp{};
  if (activation == kRelu) return Clamp{.min = 0};
  return std::nullopt;
}

// With `add` the addend is the last input of the kernel's step.
struct Fusion {
  bool add = false;
  Activation activation;

  bool empty() const { return *this == Fusion{}; }
  bool operator==(const Fusion&) const = default;
};

// `first` and then `second` as one fusion, which adds once and ends with its activation; nothing if
// that is not the same.
constexpr std::optional<Fusion> Merge(const Fusion& first, const Fusion& second) {
  if (first.activation != Activation{} || (first.add && second.add)) return std::nullopt;
  return Fusion{.add = first.add || second.add, .activation = second.activation};
}

}  // namespace residua::engine
