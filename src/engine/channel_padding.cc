#include "engine/channel_padding.h"

#include "engine/pixelwise.h"

namespace residua::engine {
namespace {

class ChannelPaddingStep final : public Step {
 public:
  ChannelPaddingStep(const ChannelPaddingOptions& options, const StepSize& size)
      : options_(options), input_shape_(size.inputs[0]), output_shape_(size.output) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    ForEachPixels(pool, output_shape_, [this](std::size_t first, std::size_t count) {
      float* to = output_ + first * output_shape_.channels;
      for (std::size_t pixel = first; pixel < first + count; ++pixel) {
        const std::size_t x = pixel % output_shape_.width * options_.stride;
        const std::size_t row = pixel / output_shape_.width;
        const std::size_t y = row % output_shape_.height * options_.stride;
        const std::size_t image = row / output_shape_.height;
        const float* const from =
            input_ +
            ((image * input_shape_.height + y) * input_shape_.width + x) * input_shape_.channels;
        to = std::fill_n(to, options_.before, 0.0f);
        to = std::copy_n(from, input_shape_.channels, to);
        to = std::fill_n(to, options_.after, 0.0f);
      }
    });
  }

 private:
  ChannelPaddingOptions options_;
  Shape4 input_shape_;
  Shape4 output_shape_;
  const float* input_ = nullptr;
  float* output_ = nullptr;
};

class ChannelPaddingKernel final : public Kernel {
 public:
  explicit ChannelPaddingKernel(const ChannelPaddingOptions& options) : options_(options) {}

  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<ChannelPaddingStep>(options_, size);
  }

 private:
  ChannelPaddingOptions options_;
};

}  // namespace

Shape4 ChannelPaddingOperator::InferShape(std::span<const Shape4> inputs) const {
  const Shape4& input = inputs[0];
  return {input.batch, CeilDivide(input.height, options_.stride),
          CeilDivide(input.width, options_.stride),
          options_.before + input.channels + options_.after};
}

std::unique_ptr<Kernel> ChannelPaddingOperator::MakeKernel(std::span<const Shape4>,
                                                           KernelChoice) const {
  return std::make_unique<ChannelPaddingKernel>(options_);
}

}  // namespace residua::engine
