#include "engine/pooling.h"

#include <algorithm>
#include <limits>

#include "core/simd.h"
#include "engine/rounding.h"
#include "engine/tuning.h"

namespace residua::engine {

using simd::kLanes;
using simd::Load;
using simd::LoadPartly;
using simd::Max;
using simd::Splat;
using simd::Store;
using simd::StorePartly;
using simd::Unrolled;
using simd::Vec4;
namespace {

// Channels that are pooled together.
constexpr std::size_t kChannels = tuning::kLineFloats;

bool IsGlobal(const PoolingOptions& options) {
  return options.kind == PoolingKind::kGlobalMax || options.kind == PoolingKind::kGlobalAverage;
}

bool IsMax(const PoolingOptions& options) {
  return options.kind == PoolingKind::kMax || options.kind == PoolingKind::kGlobalMax;
}

// The windows along one axis.
struct Axis {
  std::size_t size = 0;  // of the image, pixels
  std::size_t window = 1;
  std::size_t stride = 1;
  std::size_t padding = 0;
  std::size_t positions = 1;  // of the window

  std::size_t begin(std::size_t position) const {
    return SaturatingSubtract(position * stride, padding);
  }
  std::size_t end(std::size_t position) const {
    return std::min(size, SaturatingSubtract(position * stride + window, padding));
  }
  // The divisor of an average that includes padding: positions beyond the padding do not count.
  std::size_t counted(std::size_t position) const {
    return std::min(position * stride + window, size + 2 * padding) - position * stride;
  }
};

// PyTorch's rule for the number of windows: in ceil mode, a window that starts inside the image or
// its left padding counts even if it ends outside. An image smaller than the window gives one
// window.
Axis AxisFor(const PoolingOptions& options, std::size_t size) {
  if (IsGlobal(options)) return {.size = size, .window = size, .stride = size};
  Axis axis{.size = size,
            .window = options.window,
            .stride = options.stride,
            .padding = options.padding,
            .positions = WindowPositions(size, options.window, options.stride, options.padding)};
  const std::size_t next = axis.positions * options.stride;
  const bool covered = next - options.stride + options.window >= size + 2 * options.padding;
  if (options.ceil_mode && !covered && next < size + options.padding) ++axis.positions;
  return axis;
}

template <bool kMax>
class PoolingStep final : public Step {
 public:
  PoolingStep(const PoolingOptions& options, const StepSize& size)
      : include_padding_(options.count_include_pad),
        y_(AxisFor(options, size.inputs[0].height)),
        x_(AxisFor(options, size.inputs[0].width)),
        batch_(size.output.batch),
        channels_(size.output.channels) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    const std::size_t rows = batch_ * y_.positions;
    if (rows >= 4 * pool.threads()) {
      pool.ForEach(rows, [this](std::size_t row) {
        for (std::size_t x = 0; x < x_.positions; ++x) PoolPixel(row, x, 0, channels_);
      });
      return;
    }
    const std::size_t parts = CeilDivide(channels_, tuning::kPoolingTaskChannels);
    pool.ForEach(rows * x_.positions * parts, [&](std::size_t i) {
      const std::size_t first = i % parts * tuning::kPoolingTaskChannels;
      PoolPixel(i / parts / x_.positions, i / parts % x_.positions, first,
                std::min(first + tuning::kPoolingTaskChannels, channels_));
    });
  }

 private:
  // Channels `first` to `end` of one output pixel; `row` counts across all images.
  void PoolPixel(std::size_t row, std::size_t x, std::size_t first, std::size_t end) const {
    const std::size_t y = row % y_.positions;
    const std::size_t width = x_.size * channels_;
    const float* const image = input_ + row / y_.positions * y_.size * width;
    const std::size_t pixels = include_padding_
                                   ? y_.counted(y) * x_.counted(x)
                                   : (y_.end(y) - y_.begin(y)) * (x_.end(x) - x_.begin(x));
    float* const to = output_ + (row * x_.positions + x) * channels_;
    const Window window{.corner = image + y_.begin(y) * width + x_.begin(x) * channels_,
                        .rows = y_.end(y) - y_.begin(y),
                        .columns = x_.end(x) - x_.begin(x),
                        .row_floats = width};
    const Vec4 scale = Splat(1.0f / static_cast<float>(pixels));
    std::size_t c = first;
    for (; c + kChannels <= end; c += kChannels) PoolBlock(window, c, scale, to + c);
    for (; c < end; c += kLanes) PoolRest(window, c, std::min(kLanes, end - c), scale, to + c);
  }

  // The part of a window inside the image, without padding.
  struct Window {
    const float* corner = nullptr;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::size_t row_floats = 0;
  };

  static Vec4 Nothing() { return Splat(kMax ? -std::numeric_limits<float>::infinity() : 0.0f); }

  RESIDUA_INLINE void PoolBlock(const Window& window, std::size_t c, Vec4 scale, float* to) const {
    Vec4 pooled[kChannels / kLanes];
    std::fill(std::begin(pooled), std::end(pooled), Nothing());
    for (std::size_t row = 0; row < window.rows; ++row) {
      const float* from = window.corner + row * window.row_floats + c;
      for (std::size_t column = 0; column < window.columns; ++column, from += channels_) {
        Unrolled<kChannels / kLanes>(
            [&](auto k) { pooled[k] = Join(pooled[k], Load(from + k * kLanes)); });
      }
    }
    Unrolled<kChannels / kLanes>(
        [&](auto k) { Store(to + k * kLanes, kMax ? pooled[k] : pooled[k] * scale); });
  }

  // At most one vector of channels.
  void PoolRest(const Window& window, std::size_t c, std::size_t count, Vec4 scale,
                float* to) const {
    Vec4 pooled = Nothing();
    for (std::size_t row = 0; row < window.rows; ++row) {
      const float* from = window.corner + row * window.row_floats + c;
      for (std::size_t column = 0; column < window.columns; ++column, from += channels_) {
        pooled = Join(pooled, LoadPartly(from, count));
      }
    }
    StorePartly(to, kMax ? pooled : pooled * scale, count);
  }

  RESIDUA_INLINE static Vec4 Join(Vec4 a, Vec4 b) {
    if constexpr (kMax) {
      return Max(a, b);
    } else {
      return a + b;
    }
  }

  bool include_padding_;
  Axis y_;
  Axis x_;
  std::size_t batch_;
  std::size_t channels_;
  const float* input_ = nullptr;
  float* output_ = nullptr;
};

class PoolingKernel final : public Kernel {
 public:
  explicit PoolingKernel(const PoolingOptions& options) : options_(options) {}

  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    if (IsMax(options_)) return std::make_unique<PoolingStep<true>>(options_, size);
    return std::make_unique<PoolingStep<false>>(options_, size);
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
  return static_cast<double>(output.elements()) *
         static_cast<double>(AxisFor(options_, inputs[0].height).window *
                             AxisFor(options_, inputs[0].width).window);
}

std::unique_ptr<Kernel> PoolingOperator::MakeKernel(std::span<const Shape4>, KernelChoice) const {
  return std::make_unique<PoolingKernel>(options_);
}

}  // namespace residua::engine
