#include "engine/depthwise_convolution.h"

#include <algorithm>
#include <vector>

#include "engine/activation.h"
#include "engine/micro_kernels.h"
#include "engine/rounding.h"

namespace residua::engine {
namespace {

constexpr std::size_t kKernel = 3;
constexpr std::size_t kTaps = kKernel * kKernel;

// The number of floats in the packed weights.
std::size_t PackedFloats(std::size_t channels) {
  return RoundUp(channels, ThisMachinesKernels().depthwise_channels) * (1 + kTaps);
}

class DepthwiseStep final : public Step {
 public:
  DepthwiseStep(const ConvolutionOptions& options, const float* weights, const StepSize& size)
      : options_(options),
        weights_(weights),
        activation_(size.fusion.activation),
        image_(size.inputs[0]),
        output_shape_(size.output),
        // Adjacent outputs share columns of taps.
        column_step_(options.dilation == 1 ? std::min(options.stride, kKernel) : kKernel),
        row_pointers_(((size.output.width - 1) * column_step_ + kKernel) * kKernel),
        pointers_(size.output.height * row_pointers_),
        zeros_(size.output.channels + XNN_EXTRA_BYTES / sizeof(float)) {}

  void Bind(const Buffers& buffers) override;
  void Run(const ThreadPool& pool) override;

 private:
  void RunRow(std::size_t row) const;

  ConvolutionOptions options_;
  const float* weights_;
  Activation activation_;
  Shape4 image_;
  Shape4 output_shape_;
  std::size_t column_step_;   // columns of pointers between adjacent outputs
  std::size_t row_pointers_;  // pointers per row of outputs

  std::vector<const float*> pointers_;  // row x column x tap of the column, into the first image
  std::vector<float> zeros_;
  float* output_ = nullptr;
};

void DepthwiseStep::Bind(const Buffers& buffers) {
  output_ = buffers.result();
  auto pointer = pointers_.begin();
  for (std::size_t y = 0; y < output_shape_.height; ++y) {
    for (std::size_t column = 0; column < row_pointers_ / kKernel; ++column) {
      const std::size_t x = column_step_ == kKernel ? column / kKernel * options_.stride +
                                                          column % kKernel * options_.dilation
                                                    : column;
      for (std::size_t tap = 0; tap < kKernel; ++tap) {
        // Positions before the first row or column wrap around and so exceed the size.
        const std::size_t row = y * options_.stride + tap * options_.dilation - options_.padding;
        const std::size_t from = x - options_.padding;
        const bool inside = row < image_.height && from < image_.width;
        *pointer++ = inside ? buffers.input(0) + (row * image_.width + from) * image_.channels
                            : zeros_.data();
      }
    }
  }
}

// `row` counts across all images.
void DepthwiseStep::RunRow(std::size_t row) const {
  const MicroKernels& kernels = ThisMachinesKernels();
  const Clamp clamp = ClampOf(activation_).value_or(Clamp{});
  const xnn_f32_minmax_params params = Limits(clamp);
  const std::size_t image = row / output_shape_.height;
  const std::size_t count = output_shape_.width * output_shape_.channels;
  float* const output = output_ + row * count;
  // The micro-kernels take a pointer to non-const, but only read from it.
  auto* const pointers =
      const_cast<const float**>(pointers_.data()) + row % output_shape_.height * row_pointers_;
  kernels.depthwise.For(clamp)(
      output_shape_.channels, output_shape_.width, reinterpret_cast<const void**>(pointers),
      weights_, output, static_cast<std::intptr_t>(column_step_ * kKernel * sizeof(void*)),
      /*output_increment=*/0,
      image * image_.height * image_.width * image_.channels * sizeof(float), zeros_.data(),
      &params);
  if (!ClampOf(activation_)) ApplyActivation(activation_, output, output, count);
}

void DepthwiseStep::Run(const ThreadPool& pool) {
  pool.ForEach(output_shape_.batch * output_shape_.height,
               [this](std::size_t row) { RunRow(row); });
}

}  // namespace

bool DepthwiseConvolution::Takes(const LayerShape& shape) {
  return shape.kernel == kKernel && shape.groups > 1 && shape.groups == shape.in_channels &&
         shape.groups == shape.out_channels && ThisMachinesKernels().depthwise_channels > 0;
}

DepthwiseConvolution::DepthwiseConvolution(const LayerShape& shape,
                                           const ConvolutionOptions& options)
    : options_(options),
      weights_(
          MakeAlignedFloats(PackedFloats(shape.out_channels), "the packed weights of a layer")) {
  std::fill_n(weights_.get(), PackedFloats(shape.out_channels), 0.0f);
}

void DepthwiseConvolution::Pack(const ChannelWeights& channels) {
  const std::size_t together = ThisMachinesKernels().depthwise_channels;
  for (std::size_t i = 0; i < channels.count; ++i) {
    const std::size_t channel = channels.first + i;
    float* to = weights_.get() + channel / together * together * (1 + kTaps) + channel % together;
    *to = channels.bias[i];
    for (std::size_t tap = 0; tap < kTaps; ++tap) {
      to += together;
      *to = channels.weights[i * kTaps + tap % kKernel * kKernel + tap / kKernel];
    }
  }
}

std::unique_ptr<Step> DepthwiseConvolution::MakeStep(const StepSize& size) const {
  return std::make_unique<DepthwiseStep>(options_, weights_.get(), size);
}

}  // namespace residua::engine
