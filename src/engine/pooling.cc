#include "engine/pooling.h"

#include <cstdint>
#include <limits>

#include "engine/rounding.h"
#include "engine/xnnpack_handle.h"

namespace residua::engine {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Windows and padding along one axis, as XNNPACK wants them.
struct Axis {
  std::uint32_t window = 1;
  std::uint32_t stride = 1;
  std::uint32_t padding_before = 0;
  std::uint32_t padding_after = 0;
  std::size_t positions = 1;  // of the window
};

// PyTorch's rule for the number of windows: in ceil mode a window that starts inside the image or
// its left padding counts although it ends outside. An image smaller than the window is one window,
// in ceil mode as in PyTorch's.
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
  if (options.ceil_mode && padded < options.window) after += options.window - padded;
  return {.window = static_cast<std::uint32_t>(options.window),
          .stride = static_cast<std::uint32_t>(options.stride),
          .padding_before = static_cast<std::uint32_t>(options.padding),
          .padding_after = static_cast<std::uint32_t>(after),
          .positions = Doz(size + options.padding + after, options.window) / options.stride + 1};
}

// XNNPACK fixes window and padding when it makes an operator, and ours follow from the input's
// size, so each step has an operator of its own; it has no weights.
class PoolingStep final : public Step {
 public:
  PoolingStep(const PoolingOptions& options, const StepSize& size)
      : max_(options.kind == PoolingKind::kMax) {
    const Shape4& input = size.inputs[0];
    const Axis y = AxisFor(options, input.height);
    const Axis x = AxisFor(options, input.width);
    std::size_t height = 0;
    std::size_t width = 0;
    if (max_) {
      operator_ = Create("xnn_create_max_pooling2d_nhwc_f32", [&](xnn_operator_t* op) {
        return xnn_create_max_pooling2d_nhwc_f32(
            y.padding_before, x.padding_after, y.padding_after, x.padding_before, y.window,
            x.window, y.stride, x.stride, /*dilation_height=*/1, /*dilation_width=*/1, -kInfinity,
            kInfinity, /*flags=*/0, op);
      });
      Check(xnn_reshape_max_pooling2d_nhwc_f32(operator_.get(), input.batch, input.height,
                                               input.width, input.channels, input.channels,
                                               input.channels, &height, &width, size.pool.get()),
            "xnn_reshape_max_pooling2d_nhwc_f32");
    } else {
      operator_ = Create("xnn_create_average_pooling2d_nhwc_f32", [&](xnn_operator_t* op) {
        return xnn_create_average_pooling2d_nhwc_f32(
            y.padding_before, x.padding_after, y.padding_after, x.padding_before, y.window,
            x.window, y.stride, x.stride, -kInfinity, kInfinity, /*flags=*/0, op);
      });
      std::size_t alignment = 0;
      Check(xnn_reshape_average_pooling2d_nhwc_f32(operator_.get(), input.batch, input.height,
                                                   input.width, input.channels, input.channels,
                                                   input.channels, &scratch_bytes_, &alignment,
                                                   &height, &width, size.pool.get()),
            "xnn_reshape_average_pooling2d_nhwc_f32");
    }
  }

  void Bind(const Buffers& buffers) override {
    if (max_) {
      Check(xnn_setup_max_pooling2d_nhwc_f32(operator_.get(), buffers.input(0), buffers.result()),
            "xnn_setup_max_pooling2d_nhwc_f32");
    } else {
      Check(xnn_setup_average_pooling2d_nhwc_f32(operator_.get(), buffers.scratch, buffers.input(0),
                                                 buffers.result()),
            "xnn_setup_average_pooling2d_nhwc_f32");
    }
  }

  void Run(const ThreadPool& pool) override {
    Check(xnn_run_operator(operator_.get(), pool.get()), "xnn_run_operator (pooling)");
  }

 private:
  bool max_;
  OperatorHandle operator_;
};

class PoolingKernel final : public Kernel {
 public:
  explicit PoolingKernel(const PoolingOptions& options) : options_(options) {}

  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<PoolingStep>(options_, size);
  }

 private:
  PoolingOptions options_;
};

}  // namespace

Shape4 PoolingOperator::InferShape(std::span<const Shape4> inputs) const {
  const Shape4& input = inputs[0];
  return {input.batch, AxisFor(options_, input.height).positions,
          AxisFor(options_, input.width).positions, input.channels};
}

double PoolingOperator::Flops(std::span<const Shape4> inputs, const Shape4& output) const {
  return static_cast<double>(output.elements()) * AxisFor(options_, inputs[0].height).window *
         AxisFor(options_, inputs[0].width).window;
}

std::unique_ptr<Kernel> PoolingOperator::MakeKernel(std::span<const Shape4>, KernelChoice) const {
  return std::make_unique<PoolingKernel>(options_);
}

}  // namespace residua::engine
