#include "engine/addition.h"

#include <algorithm>

#include "core/error.h"
#include "core/simd.h"
#include "engine/elementwise.h"
#include "engine/epilogue.h"

namespace residua::engine {

using simd::kLanes;
using simd::Load;
using simd::LoadPartly;
using simd::Relu;
using simd::Store;
using simd::StorePartly;
using simd::Vec4;
namespace {

// The output may alias an operand element for element, which prevents compilers from vectorising
// plain loops. `count` is arbitrary; nothing is written beyond the last element.
template <bool kRelu>
void AddTile(const float* a, const float* b, float* output, std::size_t count) {
  const auto finish = [](Vec4 sum) { return kRelu ? Relu(sum) : sum; };
  std::size_t i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    const Vec4 low = Load(a + i) + Load(b + i);
    const Vec4 high = Load(a + i + kLanes) + Load(b + i + kLanes);
    Store(output + i, finish(low));
    Store(output + i + kLanes, finish(high));
  }
  for (; i < count; i += kLanes) {
    const std::size_t lanes = std::min(kLanes, count - i);
    StorePartly(output + i, finish(LoadPartly(a + i, lanes) + LoadPartly(b + i, lanes)), lanes);
  }
}

class AdditionStep final : public Step {
 public:
  explicit AdditionStep(const StepSize& size)
      : elements_(size.output.elements()),
        fusion_{.add = true, .activation = size.fusion.activation} {}

  void Bind(const Buffers& buffers) override {
    a_ = buffers.input(0);
    b_ = buffers.input(1);
    sum_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    ForEachTile(pool, elements_, [this](std::size_t first, std::size_t count) {
      Finish(fusion_, a_ + first, b_ + first, sum_ + first, count);
    });
  }

 private:
  std::size_t elements_;
  Fusion fusion_;
  const float* a_ = nullptr;
  const float* b_ = nullptr;
  float* sum_ = nullptr;
};

class AdditionKernel final : public Kernel {
 public:
  bool CanFuse(const Fusion& fusion) const override { return !fusion.add; }
  bool CanRunInPlace(std::size_t) const override { return true; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<AdditionStep>(size);
  }
};

}  // namespace

void AddFloats(const float* a, const float* b, float* sum, std::size_t count, bool relu) {
  if (relu) {
    AddTile<true>(a, b, sum, count);
  } else {
    AddTile<false>(a, b, sum, count);
  }
}

Shape4 AdditionOperator::InferShape(std::span<const Shape4> inputs) const {
  if (inputs[0] != inputs[1]) {
    throw Error(ErrorCode::kInternal, "The operands of an addition have different shapes.");
  }
  return inputs[0];
}

double AdditionOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> AdditionOperator::MakeKernel(std::span<const Shape4>, KernelChoice) const {
  return std::make_unique<AdditionKernel>();
}

}  // namespace residua::engine
