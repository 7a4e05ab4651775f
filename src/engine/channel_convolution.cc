#include "engine/channel_convolution.h"

#include <vector>

#include "engine/epilogue.h"
#include "engine/pixelwise.h"

namespace residua::engine {
namespace {

class ChannelConvolutionStep final : public Step {
 public:
  ChannelConvolutionStep(const std::vector<float>& taps, float bias, const StepSize& size)
      : taps_(taps), bias_(bias), shape_(size.output), fusion_(size.fusion) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    const std::size_t channels = shape_.channels;
    ForEachPixels(pool, shape_, [&](std::size_t first, std::size_t count) {
      for (std::size_t pixel = first; pixel < first + count; ++pixel) {
        const float* const from = input_ + pixel * channels;
        float* const to = output_ + pixel * channels;
        for (std::size_t c = 0; c < channels; ++c) to[c] = Sum(from, c);
        if (!fusion_.empty()) Finish(fusion_, to, nullptr, to, channels);
      }
    });
  }

 private:
  float Sum(const float* from, std::size_t channel) const {
    const std::size_t before = taps_.size() / 2;
    const std::size_t begin = SaturatingSubtract(before, channel);
    const std::size_t end = std::min(taps_.size(), shape_.channels + before - channel);
    float sum = bias_;
    for (std::size_t tap = begin; tap < end; ++tap) {
      sum += taps_[tap] * from[channel + tap - before];
    }
    return sum;
  }

  const std::vector<float>& taps_;
  float bias_;
  Shape4 shape_;
  Fusion fusion_;
  const float* input_ = nullptr;
  float* output_ = nullptr;
};

class ChannelConvolutionKernel final : public Kernel {
 public:
  explicit ChannelConvolutionKernel(std::size_t taps) : taps_(taps) {}

  void Pack(const ChannelWeights& channels) override {
    std::copy_n(channels.weights, taps_.size(), taps_.begin());
    bias_ = *channels.bias;
  }
  bool CanFuse(const Fusion& fusion) const override { return !fusion.add; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<ChannelConvolutionStep>(taps_, bias_, size);
  }

 private:
  std::vector<float> taps_;
  float bias_ = 0;
};

}  // namespace

double ChannelConvolutionOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return 2.0 * static_cast<double>(taps_ * output.elements());
}

std::unique_ptr<Kernel> ChannelConvolutionOperator::MakeKernel(std::span<const Shape4>,
                                                               KernelChoice) const {
  return std::make_unique<ChannelConvolutionKernel>(taps_);
}

}  // namespace residua::engine
