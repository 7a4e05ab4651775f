#include "engine/multiplication.h"

#include "core/error.h"
#include "core/simd.h"
#include "engine/epilogue.h"
#include "engine/pixelwise.h"

namespace residua::engine {

using simd::LoadPartly;
namespace {

class MultiplicationStep final : public Step {
 public:
  explicit MultiplicationStep(const StepSize& size) : shape_(size.output), fusion_(size.fusion) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    gates_ = buffers.input(1);
    addend_ = fusion_.add ? buffers.input(2) : nullptr;
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    const std::size_t channels = shape_.channels;
    ForEachPixelsOfImages(
        pool, shape_, [&](std::size_t image, std::size_t first, std::size_t count) {
          const float* const gate = gates_ + image * channels;
          const std::size_t begin = (image * shape_.height * shape_.width + first) * channels;
          for (std::size_t i = begin; i < begin + count * channels; i += channels) {
            ForEachChannels(channels, output_ + i, [&](std::size_t c, std::size_t lanes) {
              return LoadPartly(input_ + i + c, lanes) * LoadPartly(gate + c, lanes);
            });
          }
          if (fusion_.empty()) return;
          Finish(fusion_, output_ + begin, addend_ ? addend_ + begin : nullptr, output_ + begin,
                 count * channels);
        });
  }

 private:
  Shape4 shape_;
  Fusion fusion_;
  const float* input_ = nullptr;
  const float* gates_ = nullptr;
  const float* addend_ = nullptr;
  float* output_ = nullptr;
};

class MultiplicationKernel final : public Kernel {
 public:
  bool CanFuse(const Fusion&) const override { return true; }
  bool CanRunInPlace(std::size_t input) const override { return input == 0; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<MultiplicationStep>(size);
  }
};

}  // namespace

Shape4 MultiplicationOperator::InferShape(std::span<const Shape4> inputs) const {
  if (inputs[1] != Shape4{inputs[0].batch, 1, 1, inputs[0].channels}) {
    throw Error(ErrorCode::kInternal, "A multiplication needs one gate per channel.");
  }
  return inputs[0];
}

double MultiplicationOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> MultiplicationOperator::MakeKernel(std::span<const Shape4>,
                                                           KernelChoice) const {
  return std::make_unique<MultiplicationKernel>();
}

}  // namespace residua::engine
