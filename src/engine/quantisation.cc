#include "engine/quantisation.h"

#include <algorithm>
#include <cmath>

#include "engine/elementwise.h"

namespace residua::engine {
namespace {

class QuantisationStep final : public Step {
 public:
  QuantisationStep(const QuantisationOptions& options, std::size_t elements)
      : options_(options), elements_(elements) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    ForEachTile(pool, elements_, [this](std::size_t first, std::size_t count) {
      for (std::size_t i = first; i < first + count; ++i) {
        output_[i] = Quantise(options_, input_[i]);
      }
    });
  }

 private:
  QuantisationOptions options_;
  std::size_t elements_;
  const float* input_ = nullptr;
  float* output_ = nullptr;
};

class QuantisationKernel final : public Kernel {
 public:
  explicit QuantisationKernel(const QuantisationOptions& options) : options_(options) {}

  bool CanRunInPlace(std::size_t) const override { return true; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<QuantisationStep>(options_, size.output.elements());
  }

 private:
  QuantisationOptions options_;
};

}  // namespace

float Quantise(const QuantisationOptions& options, float value) {
  const float low = options.lowest - options.zero;
  const float high = options.highest - options.zero;
  // The limits are integers, so that clamped values remain integers after rounding.
  return std::nearbyint(std::clamp(value / options.scale, low, high)) * options.scale;
}

double QuantisationOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return 4.0 * static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> QuantisationOperator::MakeKernel(std::span<const Shape4>,
                                                         KernelChoice) const {
  return std::make_unique<QuantisationKernel>(options_);
}

}  // namespace residua::engine
