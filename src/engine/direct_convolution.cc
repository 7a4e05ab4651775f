#include "engine/direct_convolution.h"

#include <algorithm>
#include <vector>

#include "engine/activation.h"
#include "engine/rounding.h"
#include "engine/tuning.h"

namespace residua::engine {
namespace {

class DirectStep final : public Step {
 public:
  DirectStep(const LayerShape& shape, const ConvolutionOptions& options,
             const PackedMatrices& weights, const StepSize& size);

  void Bind(const Buffers& buffers) override;
  void Run(const ThreadPool& pool) override;

 private:
  const float* InputPixel(const float* image, std::size_t output_pixel, std::size_t tap) const;
  void RunTask(std::size_t tile, std::size_t group, std::size_t column) const;

  LayerShape shape_;
  ConvolutionOptions options_;
  const PackedMatrices& weights_;
  Activation activation_;
  Clamp clamp_;  // the part of the fusion that is a clamp
  Shape4 image_;
  Shape4 output_shape_;
  std::size_t pixels_;   // of one output image
  std::size_t tiles_;    // groups of pixels that are computed together, per output image
  std::size_t columns_;  // output channels of a group per task

  std::vector<const float*> pointers_;  // tile x tap x pixel, into the first image
  std::vector<float> zeros_;
  float* output_ = nullptr;
};

DirectStep::DirectStep(const LayerShape& shape, const ConvolutionOptions& options,
                       const PackedMatrices& weights, const StepSize& size)
    : shape_(shape),
      options_(options),
      weights_(weights),
      activation_(size.fusion.activation),
      clamp_(ClampOf(activation_).value_or(Clamp{})),
      image_(size.inputs[0]),
      output_shape_(size.output),
      pixels_(size.output.height * size.output.width),
      tiles_(CeilDivide(pixels_, weights.row_step())),
      columns_(weights.columns()),
      pointers_(tiles_ * weights.row_step() * shape.kernel * shape.kernel),
      zeros_(weights.depth() + XNN_EXTRA_BYTES / sizeof(float)) {
  const std::size_t threads = size.pool.threads();
  if (threads == 1) return;
  const std::size_t others = shape_.groups * output_shape_.batch * tiles_;
  const std::size_t most = CeilDivide(columns_ * others, threads * tuning::kDirectTasksPerThread);
  if (most < columns_) {
    const std::size_t panel = weights.panel();
    columns_ = std::min(columns_, CeilDivide(columns_, most * panel) * panel);
  }
}

// The input of a tap for an output pixel; rows and columns before the first wrap around and so
// exceed the size.
const float* DirectStep::InputPixel(const float* image, std::size_t output_pixel,
                                    std::size_t tap) const {
  const std::size_t y = output_pixel / output_shape_.width * options_.stride +
                        tap / shape_.kernel * options_.dilation - options_.padding;
  const std::size_t x = output_pixel % output_shape_.width * options_.stride +
                        tap % shape_.kernel * options_.dilation - options_.padding;
  if (y >= image_.height || x >= image_.width) return zeros_.data();
  return image + (y * image_.width + x) * image_.channels;
}

void DirectStep::Bind(const Buffers& buffers) {
  output_ = buffers.result();
  const std::size_t rows = weights_.row_step();
  auto pointer = pointers_.begin();
  for (std::size_t tile = 0; tile < tiles_; ++tile) {
    for (std::size_t tap = 0; tap < shape_.kernel * shape_.kernel; ++tap) {
      for (std::size_t row = 0; row < rows; ++row) {
        // Rows beyond the last pixel are read, but not written.
        const std::size_t pixel = std::min(tile * rows + row, pixels_ - 1);
        *pointer++ = InputPixel(buffers.input(0), pixel, tap);
      }
    }
  }
}

// `tile` counts across all images.
void DirectStep::RunTask(std::size_t tile, std::size_t group, std::size_t column) const {
  const std::size_t rows = weights_.row_step();
  const std::size_t image = tile / tiles_;
  const std::size_t first = tile % tiles_ * rows;
  const std::size_t channels = output_shape_.channels;
  // The micro-kernels take a pointer to non-const, but only read from it.
  auto* const pointers = const_cast<const float**>(pointers_.data());
  const IndirectProduct product{
      .a = pointers + first * shape_.kernel * shape_.kernel,
      .offset = image * image_.height * image_.width * image_.channels + group * weights_.depth(),
      .zero = zeros_.data(),
      .c = output_ + (image * pixels_ + first) * channels + group * weights_.columns() + column,
      .c_stride = channels,
      .rows = std::min(rows, pixels_ - first),
      .first_column = column,
      .columns = std::min(columns_, weights_.columns() - column),
      .clamp = clamp_};
  weights_.Multiply(group, product);
  if (ClampOf(activation_)) return;
  for (std::size_t row = 0; row < product.rows; ++row) {
    float* const values = product.c + row * channels;
    ApplyActivation(activation_, values, values, product.columns);
  }
}

void DirectStep::Run(const ThreadPool& pool) {
  const std::size_t parts = CeilDivide(weights_.columns(), columns_);
  const std::size_t tiles = output_shape_.batch * tiles_;
  pool.ForEach(shape_.groups * parts * tiles, [&](std::size_t i) {
    RunTask(i / parts % tiles, i / parts / tiles, i % parts * columns_);
  });
}

}  // namespace

DirectConvolution::DirectConvolution(const LayerShape& shape, const ConvolutionOptions& options)
    : shape_(shape),
      options_(options),
      weights_(shape.groups, shape.in_channels / shape.groups, shape.out_channels / shape.groups,
               shape.kernel * shape.kernel) {}

void DirectConvolution::Pack(const ChannelWeights& channels) {
  const std::size_t panel = weights_.panel();
  if (shape_.groups == 1) {
    weights_.Pack(0, channels.first / panel, CeilDivide(channels.count, panel), channels.weights,
                  channels.bias);
    return;
  }
  // The panels of a group do not start at the same channels as the packed pieces.
  const std::size_t filter = shape_.weights() / shape_.out_channels;
  for (std::size_t i = 0; i < channels.count; ++i) {
    const std::size_t channel = channels.first + i;
    weights_.PackColumns(channel / weights_.columns(), channel % weights_.columns(), 1,
                         channels.weights + i * filter, channels.bias + i);
  }
}

std::unique_ptr<Step> DirectConvolution::MakeStep(const StepSize& size) const {
  return std::make_unique<DirectStep>(shape_, options_, weights_, size);
}

}  // namespace residua::engine
