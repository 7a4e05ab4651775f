#include "engine/convolution_step.h"

#include <cstdint>
#include <limits>

namespace residua::engine {

ConvolutionStep::ConvolutionStep(const LayerShape& shape, const ConvolutionOptions& options)
    : shape_(shape), options_(options), whole_(shape) {}

void ConvolutionStep::Seal() {
  const auto padding = static_cast<std::uint32_t>(options_.padding);
  const auto kernel = static_cast<std::uint32_t>(shape_.kernel);
  const auto stride = static_cast<std::uint32_t>(options_.stride);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  operator_ = Create("xnn_create_convolution2d_nhwc_f32", [&](xnn_operator_t* op) {
    return xnn_create_convolution2d_nhwc_f32(
        padding, padding, padding, padding, kernel, kernel, stride, stride, /*dilation_height=*/1,
        /*dilation_width=*/1, static_cast<std::uint32_t>(shape_.groups),
        shape_.in_channels / shape_.groups, shape_.out_channels / shape_.groups, shape_.in_channels,
        shape_.out_channels, whole_.weights(), whole_.bias(), options_.relu ? 0.0f : -kInfinity,
        kInfinity,
        /*flags=*/0, /*code_cache=*/nullptr,
        /*weights_cache=*/nullptr, op);
  });
  whole_.Free();
}

Sizing ConvolutionStep::Reshape(std::span<const Shape4> inputs, const Fusion&,
                                const ThreadPool& pool) {
  const Shape4& input = inputs[0];
  Sizing sizing{.output = {input.batch, 0, 0, shape_.out_channels}};
  std::size_t alignment = 0;
  Check(xnn_reshape_convolution2d_nhwc_f32(operator_.get(), input.batch, input.height, input.width,
                                           &sizing.scratch_bytes, &alignment, &sizing.output.height,
                                           &sizing.output.width, pool.get()),
        "xnn_reshape_convolution2d_nhwc_f32");
  sizing.flops = 2.0 * static_cast<double>(shape_.weights()) *
                 static_cast<double>(input.batch * sizing.output.height * sizing.output.width);
  return sizing;
}

void ConvolutionStep::Bind(std::span<const float* const> inputs, float* output, void* scratch) {
  Check(xnn_setup_convolution2d_nhwc_f32(operator_.get(), scratch, inputs[0], output),
        "xnn_setup_convolution2d_nhwc_f32");
}

void ConvolutionStep::Run(const ThreadPool& pool) {
  Check(xnn_run_operator(operator_.get(), pool.get()), "xnn_run_operator (convolution)");
}

}  // namespace residua::engine
