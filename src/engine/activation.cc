#include "engine/activation.h"

#include <algorithm>

#include "core/simd.h"
#include "engine/elementwise.h"
#include "engine/exponential.h"

namespace residua::engine {

using simd::kLanes;
using simd::Load;
using simd::LoadPartly;
using simd::Max;
using simd::Min;
using simd::Relu;
using simd::Splat;
using simd::Store;
using simd::StorePartly;
using simd::Vec4;
namespace {

// 0 below the range of the exponential, so that its product with a large x is 0 as well.
Vec4 Sigmoid(Vec4 x) {
  const Vec4 value = Splat(1) / (Splat(1) + Exp(-x));
  return x < Splat(-87) ? Vec4{} : value;
}

Vec4 Tanh(Vec4 x) { return Splat(1) - Splat(2) / (Exp(x + x) + Splat(1)); }

Vec4 HardSigmoid(Vec4 x) { return Min(Max(x * Splat(1.0f / 6) + Splat(0.5f), Vec4{}), Splat(1)); }

// Abramowitz and Stegun, 7.1.26; within 2e-7 for x of either sign.
Vec4 ErrorFunction(Vec4 x) {
  const Vec4 size = Max(x, -x);
  const Vec4 t = Splat(1) / (Splat(1) + Splat(0.3275911f) * size);
  Vec4 series = Splat(1.061405429f);
  for (const float term : {-1.453152027f, 1.421413741f, -0.284496736f, 0.254829592f}) {
    series = series * t + Splat(term);
  }
  const Vec4 value = Splat(1) - series * t * Exp(-size * size);
  return x < Vec4{} ? -value : value;
}

// tanh(ln(1 + e^x)) is (p - 1) / (p + 1) for p = (1 + e^x)^2: 1 for x above 20, 0 below -100.
Vec4 Mish(Vec4 x) {
  const Vec4 power = Exp(Min(x, Splat(20)));
  const Vec4 product = power * (power + Splat(2));
  return Max(x, Splat(-100)) * (product / (product + Splat(2)));
}

template <typename Function>
void Apply(const float* from, float* to, std::size_t count, const Function& function) {
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) Store(to + i, function(Load(from + i)));
  if (i < count) StorePartly(to + i, function(LoadPartly(from + i, count - i)), count - i);
}

class ActivationStep final : public Step {
 public:
  ActivationStep(const Activation& activation, std::size_t elements)
      : activation_(activation), elements_(elements) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    ForEachTile(pool, elements_, [this](std::size_t first, std::size_t count) {
      ApplyActivation(activation_, input_ + first, output_ + first, count);
    });
  }

 private:
  Activation activation_;
  std::size_t elements_;
  const float* input_ = nullptr;
  float* output_ = nullptr;
};

class ActivationKernel final : public Kernel {
 public:
  explicit ActivationKernel(const Activation& activation) : activation_(activation) {}

  bool CanRunInPlace(std::size_t) const override { return true; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<ActivationStep>(activation_, size.output.elements());
  }

 private:
  Activation activation_;
};

}  // namespace

void ApplyActivation(const Activation& activation, const float* from, float* to,
                     std::size_t count) {
  const Vec4 parameter = Splat(activation.parameter);
  const auto apply = [&](const auto& function) { Apply(from, to, count, function); };
  switch (activation.kind) {
    case ActivationKind::kNone:
      if (from != to) std::copy_n(from, count, to);
      return;
    case ActivationKind::kRelu:
      return apply([](Vec4 x) { return Relu(x); });
    case ActivationKind::kRelu6:
      return apply([](Vec4 x) { return Min(Relu(x), Splat(6)); });
    case ActivationKind::kLeakyRelu:
      return apply([&](Vec4 x) { return x < Vec4{} ? x * parameter : x; });
    case ActivationKind::kElu:
      return apply([&](Vec4 x) { return x < Vec4{} ? parameter * (Exp(x) - Splat(1)) : x; });
    case ActivationKind::kSilu:
      return apply([](Vec4 x) { return x * Sigmoid(x); });
    case ActivationKind::kGelu:
      return apply([](Vec4 x) {
        return Splat(0.5f) * x * (Splat(1) + ErrorFunction(x * Splat(0.70710678f)));
      });
    case ActivationKind::kMish:
      return apply([](Vec4 x) { return Mish(x); });
    case ActivationKind::kTanh:
      return apply([](Vec4 x) { return Tanh(x); });
    case ActivationKind::kSigmoid:
      return apply([](Vec4 x) { return Sigmoid(x); });
    case ActivationKind::kHardSigmoid:
      return apply([](Vec4 x) { return HardSigmoid(x); });
    case ActivationKind::kHardSwish:
      return apply([](Vec4 x) { return x * HardSigmoid(x); });
  }
}

double ActivationOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> ActivationOperator::MakeKernel(std::span<const Shape4>,
                                                       KernelChoice) const {
  return std::make_unique<ActivationKernel>(activation_);
}

}  // namespace residua::engine
