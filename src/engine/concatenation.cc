#include "engine/concatenation.h"

#include <vector>

#include "core/error.h"
#include "engine/pixelwise.h"

namespace residua::engine {
namespace {

class ConcatenationStep final : public Step {
 public:
  explicit ConcatenationStep(const StepSize& size) : shape_(size.output) {
    for (const Shape4& input : size.inputs) parts_.push_back({.channels = input.channels});
  }

  void Bind(const Buffers& buffers) override {
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].input = buffers.input(i);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    ForEachPixels(pool, shape_, [&](std::size_t first, std::size_t count) {
      float* to = output_ + first * shape_.channels;
      for (std::size_t pixel = first; pixel < first + count; ++pixel) {
        for (const Part& part : parts_) {
          to = std::copy_n(part.input + pixel * part.channels, part.channels, to);
        }
      }
    });
  }

 private:
  struct Part {
    std::size_t channels = 0;
    const float* input = nullptr;
  };

  Shape4 shape_;
  std::vector<Part> parts_;
  float* output_ = nullptr;
};

class ConcatenationKernel final : public Kernel {
 public:
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<ConcatenationStep>(size);
  }
};

}  // namespace

Shape4 ConcatenationOperator::InferShape(std::span<const Shape4> inputs) const {
  Shape4 shape = inputs[0];
  shape.channels = 0;
  for (const Shape4& input : inputs) {
    if (input.batch != shape.batch || input.height != shape.height || input.width != shape.width) {
      throw Error(ErrorCode::kInternal, "The operands of a concatenation have different sizes.");
    }
    shape.channels += input.channels;
  }
  return shape;
}

std::unique_ptr<Kernel> ConcatenationOperator::MakeKernel(std::span<const Shape4>,
                                                          KernelChoice) const {
  return std::make_unique<ConcatenationKernel>();
}

}  // namespace residua::engine
