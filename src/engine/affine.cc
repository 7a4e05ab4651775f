#include "engine/affine.h"

#include "core/error.h"
#include "core/simd.h"
#include "engine/channel_parameters.h"
#include "engine/epilogue.h"
#include "engine/pixelwise.h"

namespace residua::engine {

using simd::LoadPartly;
using simd::MulAdd;
namespace {

class AffineStep final : public Step {
 public:
  AffineStep(const ChannelParameters& parameters, const StepSize& size)
      : parameters_(parameters), shape_(size.output), fusion_(size.fusion) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    addend_ = fusion_.add ? buffers.input(1) : nullptr;
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    const std::size_t channels = shape_.channels;
    ForEachPixels(pool, shape_, [&](std::size_t first, std::size_t count) {
      const std::size_t begin = first * channels;
      for (std::size_t i = begin; i < begin + count * channels; i += channels) {
        ForEachChannels(channels, output_ + i, [&](std::size_t c, std::size_t lanes) {
          return MulAdd(LoadPartly(input_ + i + c, lanes),
                        LoadPartly(parameters_.scales() + c, lanes),
                        LoadPartly(parameters_.shifts() + c, lanes));
        });
      }
      if (fusion_.empty()) return;
      Finish(fusion_, output_ + begin, addend_ ? addend_ + begin : nullptr, output_ + begin,
             count * channels);
    });
  }

 private:
  const ChannelParameters& parameters_;
  Shape4 shape_;
  Fusion fusion_;
  const float* input_ = nullptr;
  const float* addend_ = nullptr;
  float* output_ = nullptr;
};

class AffineKernel final : public Kernel {
 public:
  explicit AffineKernel(std::size_t channels) : parameters_(channels) {}

  void Pack(const ChannelWeights& channels) override { parameters_.Pack(channels); }
  bool CanFuse(const Fusion&) const override { return true; }
  bool CanRunInPlace(std::size_t input) const override { return input == 0; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<AffineStep>(parameters_, size);
  }

 private:
  ChannelParameters parameters_;
};

}  // namespace

Shape4 AffineOperator::InferShape(std::span<const Shape4> inputs) const {
  if (inputs[0].channels != channels_) {
    throw Error(ErrorCode::kInternal, "An affine layer of " + std::to_string(channels_) +
                                          " channels has an input of " +
                                          std::to_string(inputs[0].channels) + ".");
  }
  return inputs[0];
}

double AffineOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return 2.0 * static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> AffineOperator::MakeKernel(std::span<const Shape4>, KernelChoice) const {
  return std::make_unique<AffineKernel>(channels_);
}

}  // namespace residua::engine
