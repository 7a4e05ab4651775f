#include "engine/pooling_step.h"

#include <cstdint>
#include <limits>

namespace residua::engine {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Windows and padding along one axis, as XNNPACK wants them.
struct Axis {
  std::uint32_t window = 1;
  std::uint32_t stride = 1;
  std::uint32_t padding_before = 0;
  std::uint32_t padding_after = 0;
};

// PyTorch's rule for the number of windows: in ceil mode a window that starts inside the image or
// its left padding counts although it ends outside.
Axis AxisFor(const PoolingOptions& options, std::size_t size) {
  if (options.kind == PoolingKind::kGlobalAverage) {
    return {.window = static_cast<std::uint32_t>(size), .stride = static_cast<std::uint32_t>(size)};
  }
  const std::size_t padded = size + 2 * options.padding;
  std::size_t after = options.padding;
  if (options.ceil_mode && padded >= options.window) {
    const std::size_t remainder = (padded - options.window) % options.stride;
    const std::size_t last_start =
        (padded - options.window) / options.stride * options.stride + options.stride;
    if (remainder != 0 && last_start < size + options.padding) after += options.stride - remainder;
  }
  // An image smaller than the window is one window, in ceil mode as in PyTorch's.
  if (options.ceil_mode && padded < options.window) after += options.window - padded;
  return {.window = static_cast<std::uint32_t>(options.window),
          .stride = static_cast<std::uint32_t>(options.stride),
          .padding_before = static_cast<std::uint32_t>(options.padding),
          .padding_after = static_cast<std::uint32_t>(after)};
}

}  // namespace

Sizing PoolingStep::Reshape(std::span<const Shape4> inputs, const Fusion&, const ThreadPool& pool) {
  const Shape4& input = inputs[0];
  const Axis y = AxisFor(options_, input.height);
  const Axis x = AxisFor(options_, input.width);
  Sizing sizing{.output = {input.batch, 0, 0, input.channels}};
  if (options_.kind == PoolingKind::kMax) {
    operator_ = Create("xnn_create_max_pooling2d_nhwc_f32", [&](xnn_operator_t* op) {
      return xnn_create_max_pooling2d_nhwc_f32(
          y.padding_before, x.padding_after, y.padding_after, x.padding_before, y.window, x.window,
          y.stride, x.stride, /*dilation_height=*/1, /*dilation_width=*/1, -kInfinity, kInfinity,
          /*flags=*/0, op);
    });
    Check(
        xnn_reshape_max_pooling2d_nhwc_f32(operator_.get(), input.batch, input.height, input.width,
                                           input.channels, input.channels, input.channels,
                                           &sizing.output.height, &sizing.output.width, pool.get()),
        "xnn_reshape_max_pooling2d_nhwc_f32");
  } else {
    operator_ = Create("xnn_create_average_pooling2d_nhwc_f32", [&](xnn_operator_t* op) {
      return xnn_create_average_pooling2d_nhwc_f32(
          y.padding_before, x.padding_after, y.padding_after, x.padding_before, y.window, x.window,
          y.stride, x.stride, -kInfinity, kInfinity, /*flags=*/0, op);
    });
    std::size_t alignment = 0;
    Check(xnn_reshape_average_pooling2d_nhwc_f32(
              operator_.get(), input.batch, input.height, input.width, input.channels,
              input.channels, input.channels, &sizing.scratch_bytes, &alignment,
              &sizing.output.height, &sizing.output.width, pool.get()),
          "xnn_reshape_average_pooling2d_nhwc_f32");
  }
  sizing.flops = static_cast<double>(sizing.output.elements()) * y.window * x.window;
  return sizing;
}

void PoolingStep::Bind(std::span<const float* const> inputs, float* output, void* scratch) {
  if (options_.kind == PoolingKind::kMax) {
    Check(xnn_setup_max_pooling2d_nhwc_f32(operator_.get(), inputs[0], output),
          "xnn_setup_max_pooling2d_nhwc_f32");
  } else {
    Check(xnn_setup_average_pooling2d_nhwc_f32(operator_.get(), scratch, inputs[0], output),
          "xnn_setup_average_pooling2d_nhwc_f32");
  }
}

void PoolingStep::Run(const ThreadPool& pool) {
  Check(xnn_run_operator(operator_.get(), pool.get()), "xnn_run_operator (pooling)");
}

}  // namespace residua::engine
