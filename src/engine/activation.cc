#include "engine/activation.h"

#include <algorithm>

#include "engine/elementwise.h"

namespace residua::engine {
namespace {

class ActivationStep final : public Step {
 public:
  ActivationStep(const Activation&, std::size_t elements) : elements_(elements) {}

  void Bind(const Buffers& buffers) override { buffers_ = {buffers.input(0), buffers.result()}; }

  void Run(const ThreadPool& pool) override {
    ForEachTile(pool, elements_, [this](std::size_t first, std::size_t count) {
      ReluTile(buffers_.input + first, buffers_.output + first, count);
    });
  }

 private:
  static void ReluTile(const float* input, float* output, std::size_t count) {
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes) Store(output + i, Relu(Load(input + i)));
    for (; i < count; ++i) output[i] = std::max(input[i], 0.0f);
  }

  std::size_t elements_;
  struct {
    const float* input = nullptr;
    float* output = nullptr;
  } buffers_;
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

double ActivationOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> ActivationOperator::MakeKernel(std::span<const Shape4>,
                                                       KernelChoice) const {
  return std::make_unique<ActivationKernel>(activation_);
}

}  // namespace residua::engine
