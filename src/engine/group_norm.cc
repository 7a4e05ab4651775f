#include "engine/group_norm.h"

#include <cmath>

#include "core/error.h"
#include "core/simd.h"
#include "engine/channel_parameters.h"
#include "engine/epilogue.h"
#include "engine/pixelwise.h"

namespace residua::engine {

using simd::LoadPartly;
using simd::MulAdd;
namespace {

class GroupNormStep final : public Step {
 public:
  GroupNormStep(const ChannelParameters& parameters, const GroupNormOptions& options,
                const StepSize& size)
      : parameters_(parameters), options_(options), shape_(size.output), fusion_(size.fusion) {
    scratch_bytes_ = 2 * shape_.batch * shape_.channels * sizeof(float);
  }

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    addend_ = fusion_.add ? buffers.input(1) : nullptr;
    output_ = buffers.result();
    scales_ = static_cast<float*>(buffers.scratch);
    shifts_ = scales_ + shape_.batch * shape_.channels;
  }

  void Run(const ThreadPool& pool) override {
    pool.ForEach(shape_.batch * options_.groups, [this](std::size_t i) { Measure(i); });
    ForEachPixelsOfImages(pool, shape_,
                          [this](std::size_t image, std::size_t first, std::size_t count) {
                            Normalise(image, first, count);
                          });
  }

 private:
  // Makes the scales and shifts of one group of one image.
  void Measure(std::size_t index) const {
    const std::size_t pixels = shape_.height * shape_.width;
    const std::size_t count = shape_.channels / options_.groups;
    const std::size_t first = index % options_.groups * count;
    const std::size_t image = index / options_.groups;
    const float* const values = input_ + image * pixels * shape_.channels + first;
    const auto average = [&](const auto& function) {
      double sum = 0;
      for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
        for (std::size_t c = 0; c < count; ++c) {
          sum += function(double{values[pixel * shape_.channels + c]});
        }
      }
      return sum / static_cast<double>(pixels * count);
    };
    const double mean = average([](double value) { return value; });
    const double variance = average([&](double value) { return (value - mean) * (value - mean); });
    const double factor = 1 / std::sqrt(variance + options_.epsilon);
    for (std::size_t c = first; c < first + count; ++c) {
      const double scale = factor * double{parameters_.scales()[c]};
      scales_[image * shape_.channels + c] = static_cast<float>(scale);
      shifts_[image * shape_.channels + c] =
          static_cast<float>(double{parameters_.shifts()[c]} - mean * scale);
    }
  }

  void Normalise(std::size_t image, std::size_t first, std::size_t count) const {
    const std::size_t channels = shape_.channels;
    const std::size_t begin = (image * shape_.height * shape_.width + first) * channels;
    for (std::size_t i = begin; i < begin + count * channels; i += channels) {
      ForEachChannels(channels, output_ + i, [&](std::size_t c, std::size_t lanes) {
        return MulAdd(LoadPartly(input_ + i + c, lanes),
                      LoadPartly(scales_ + image * channels + c, lanes),
                      LoadPartly(shifts_ + image * channels + c, lanes));
      });
    }
    if (fusion_.empty()) return;
    Finish(fusion_, output_ + begin, addend_ ? addend_ + begin : nullptr, output_ + begin,
           count * channels);
  }

  const ChannelParameters& parameters_;
  GroupNormOptions options_;
  Shape4 shape_;
  Fusion fusion_;
  const float* input_ = nullptr;
  const float* addend_ = nullptr;
  float* output_ = nullptr;
  float* scales_ = nullptr;  // per image and channel
  float* shifts_ = nullptr;
};

class GroupNormKernel final : public Kernel {
 public:
  GroupNormKernel(std::size_t channels, const GroupNormOptions& options)
      : parameters_(channels), options_(options) {}

  void Pack(const ChannelWeights& channels) override { parameters_.Pack(channels); }
  bool CanFuse(const Fusion&) const override { return true; }
  bool CanRunInPlace(std::size_t input) const override { return input == 0; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<GroupNormStep>(parameters_, options_, size);
  }

 private:
  ChannelParameters parameters_;
  GroupNormOptions options_;
};

}  // namespace

Shape4 GroupNormOperator::InferShape(std::span<const Shape4> inputs) const {
  if (inputs[0].channels != channels_ || channels_ % options_.groups != 0) {
    throw Error(ErrorCode::kInternal, "a group normalisation of " + std::to_string(channels_) +
                                          " channels in " + std::to_string(options_.groups) +
                                          " groups meets " + std::to_string(inputs[0].channels) +
                                          " channels");
  }
  return inputs[0];
}

double GroupNormOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return 6.0 * static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> GroupNormOperator::MakeKernel(std::span<const Shape4>, KernelChoice) const {
  return std::make_unique<GroupNormKernel>(channels_, options_);
}

}  // namespace residua::engine
