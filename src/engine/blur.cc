#include "engine/blur.h"

#include <array>

#include "core/simd.h"
#include "engine/epilogue.h"
#include "engine/pixelwise.h"

namespace residua::engine {

using simd::LoadPartly;
using simd::Splat;
using simd::Vec4;
namespace {

// The positions of an output's three taps along one axis.
std::array<std::size_t, 3> Taps(std::size_t center, std::size_t size) {
  if (size == 1) return {0, 0, 0};
  return {center == 0 ? 1 : center - 1, center, center + 1 == size ? size - 2 : center + 1};
}

class BlurStep final : public Step {
 public:
  BlurStep(std::size_t stride, const StepSize& size)
      : stride_(stride),
        input_shape_(size.inputs[0]),
        output_shape_(size.output),
        fusion_(size.fusion) {}

  void Bind(const Buffers& buffers) override {
    input_ = buffers.input(0);
    output_ = buffers.result();
  }

  void Run(const ThreadPool& pool) override {
    pool.ForEach(output_shape_.batch * output_shape_.height, [this](std::size_t i) { RunRow(i); });
  }

 private:
  // `row` counts across all images.
  void RunRow(std::size_t row) const {
    const std::size_t channels = input_shape_.channels;
    const std::size_t line = input_shape_.width * channels;
    const float* const image = input_ + row / output_shape_.height * input_shape_.height * line;
    const auto rows = Taps(row % output_shape_.height * stride_, input_shape_.height);
    float* const output = output_ + row * output_shape_.width * channels;
    for (std::size_t x = 0; x < output_shape_.width; ++x) {
      const auto columns = Taps(x * stride_, input_shape_.width);
      const auto sum = [&](std::size_t tap, std::size_t c, std::size_t lanes) {
        const float* const from = image + rows[tap] * line + c;
        const Vec4 middle = LoadPartly(from + columns[1] * channels, lanes);
        return LoadPartly(from + columns[0] * channels, lanes) + (middle + middle) +
               LoadPartly(from + columns[2] * channels, lanes);
      };
      ForEachChannels(channels, output + x * channels, [&](std::size_t c, std::size_t lanes) {
        const Vec4 middle = sum(1, c, lanes);
        return (sum(0, c, lanes) + (middle + middle) + sum(2, c, lanes)) * Splat(1.0f / 16);
      });
    }
    if (!fusion_.empty()) {
      Finish(fusion_, output, nullptr, output, output_shape_.width * channels);
    }
  }

  std::size_t stride_;
  Shape4 input_shape_;
  Shape4 output_shape_;
  Fusion fusion_;
  const float* input_ = nullptr;
  float* output_ = nullptr;
};

class BlurKernel final : public Kernel {
 public:
  explicit BlurKernel(std::size_t stride) : stride_(stride) {}

  bool CanFuse(const Fusion& fusion) const override { return !fusion.add; }
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override {
    return std::make_unique<BlurStep>(stride_, size);
  }

 private:
  std::size_t stride_;
};

}  // namespace

Shape4 BlurOperator::InferShape(std::span<const Shape4> inputs) const {
  const Shape4& input = inputs[0];
  return {input.batch, CeilDivide(input.height, stride_), CeilDivide(input.width, stride_),
          input.channels};
}

double BlurOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return 2.0 * 9 * static_cast<double>(output.elements());
}

std::unique_ptr<Kernel> BlurOperator::MakeKernel(std::span<const Shape4>, KernelChoice) const {
  return std::make_unique<BlurKernel>(stride_);
}

}  // namespace residua::engine
