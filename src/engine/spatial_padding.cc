#include "engine/spatial_padding.h"

#include <algorithm>

#include "core/error.h"

namespace residua::engine {
namespace {

// The source position of a padding pixel.
constexpr std::ptrdiff_t kOutside = -1;

class SpatialPaddingStep final : public Step {
 public:
  SpatialPaddingStep(const SpatialPaddingOptions& options, const StepSize& size)
      : options_(options), input_shape_(size.inputs[0]), output_shape_(size.output) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    pool.ForEach(output_shape_.batch * output_shape_.height, [this](std::size_t row) {
      const std::size_t image = row / output_shape_.height;
      const std::ptrdiff_t y =
          Source(row % output_shape_.height, options_.top, input_shape_.height);
      const std::size_t channels = output_shape_.channels;
      float* to = output_ + row * output_shape_.width * channels;
      for (std::size_t i = 0; i < output_shape_.width; ++i) {
        const std::ptrdiff_t x = Source(i, options_.left, input_shape_.width);
        if (y == kOutside || x == kOutside) {
          to = std::fill_n(to, channels, options_.value);
          continue;
        }
        const std::size_t pixel =
            (image * input_shape_.height + static_cast<std::size_t>(y)) * input_shape_.width +
            static_cast<std::size_t>(x);
        to = std::copy_n(input_ + pixel * channels, channels, to);
      }
    });
  }

 private:
  // The source pixel, of `size`, for `position`.
  std::ptrdiff_t Source(std::size_t position, std::size_t before, std::size_t size) const {
    const auto last = static_cast<std::ptrdiff_t>(size) - 1;
    const auto place = static_cast<std::ptrdiff_t>(position) - static_cast<std::ptrdiff_t>(before);
    if (place >= 0 && place <= last) return place;
    switch (options_.mode) {
      case PaddingMode::kConstant:
        break;
      case PaddingMode::kReflect:
        return place < 0 ? -place : 2 * last - place;
      case PaddingMode::kEdge:
        return std::clamp<std::ptrdiff_t>(place, 0, last);
    }
    return kOutside;
  }

  SpatialPaddingOptions options_;
  Shape4 input_shape_;
  Shape4 output_shape_;
  const float* input_ = nullptr;
  float* output_ = nullptr;
};

class SpatialPaddingKernel final : public Kernel {
 public:
  explicit SpatialPaddingKernel(const SpatialPaddingOptions& options) : options_(options) {}

  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<SpatialPaddingStep>(options_, size);
  }

 private:
  SpatialPaddingOptions options_;
};

}  // namespace

Shape4 SpatialPaddingOperator::InferShape(std::span<const Shape4> inputs) const {
  Shape4 shape = inputs[0];
  if (options_.mode == PaddingMode::kReflect &&
      (std::max(options_.top, options_.bottom) >= shape.height ||
       std::max(options_.left, options_.right) >= shape.width)) {
    throw Error(ErrorCode::kInternal, "An image is too small for reflected padding.");
  }
  shape.height += options_.top + options_.bottom;
  shape.width += options_.left + options_.right;
  return shape;
}

std::unique_ptr<Kernel> SpatialPaddingOperator::MakeKernel(std::span<const Shape4>,
                                                           KernelChoice) const {
  return std::make_unique<SpatialPaddingKernel>(options_);
}

}  // namespace residua::engine
