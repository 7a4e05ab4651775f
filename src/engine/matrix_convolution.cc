#include "engine/matrix_convolution.h"

#include <algorithm>
#include <optional>

#include "engine/epilogue.h"
#include "engine/rounding.h"
#include "engine/tuning.h"

namespace residua::engine {
namespace {

class MatrixStep final : public Step {
 public:
  MatrixStep(const LayerShape& shape, const ConvolutionOptions& options,
             const PackedMatrices& weights, const StepSize& size);

  void Bind(const Buffers& buffers) override;
  void Run(const ThreadPool& pool) override;

 private:
  bool gathers() const { return shape_.kernel > 1 || options_.stride > 1 || options_.padding > 0; }
  void GatherPatch(std::size_t pixel, float* patch) const;
  void RunBlock(std::size_t thread, const float* a, std::size_t row, std::size_t rows,
                std::size_t column) const;

  LayerShape shape_;
  ConvolutionOptions options_;
  const PackedMatrices& weights_;
  Fusion fusion_;
  Shape4 image_;
  Shape4 output_shape_;
  std::size_t rows_ = 0;           // output pixels of all images
  std::size_t pass_rows_ = 0;      // output pixels whose patches are gathered in one pass, or all
  std::size_t patch_floats_ = 0;   // floats of these patches
  std::size_t block_rows_ = 0;     // output pixels
  std::size_t block_columns_ = 0;  // output channels, a multiple of the panel

  const float* input_ = nullptr;
  float* patches_ = nullptr;  // pass_rows_ x depth, if patches are gathered
  const float* addend_ = nullptr;
  float* output_ = nullptr;
  float* sums_ = nullptr;  // a few rows of a block per thread, if there is an addend
};

MatrixStep::MatrixStep(const LayerShape& shape, const ConvolutionOptions& options,
                       const PackedMatrices& weights, const StepSize& size)
    : shape_(shape),
      options_(options),
      weights_(weights),
      fusion_(size.fusion),
      image_(size.inputs[0]),
      output_shape_(size.output),
      rows_(size.output.batch * size.output.height * size.output.width) {
  const std::size_t step = weights_.row_step();
  const std::size_t panel = weights_.panel();
  const std::size_t all_columns = weights_.panels() * panel;
  const std::size_t fitting =
      tuning::kCachedPanelBytes / (weights_.depth() * sizeof(float)) / panel * panel;
  block_columns_ = std::clamp(fitting, panel, all_columns);
  pass_rows_ = rows_;
  if (gathers()) {
    const std::size_t most =
        RoundUp(tuning::kPatchBytes / (weights_.depth() * sizeof(float)) + 1, step);
    pass_rows_ = std::min(most, rows_);
  }
  block_rows_ = RoundUp(pass_rows_, step);
  const std::size_t threads = size.pool.threads();
  if (threads > 1) {
    const std::size_t wanted = threads * tuning::kMatrixBlocksPerThread;
    const std::size_t row_blocks = CeilDivide(wanted, CeilDivide(all_columns, block_columns_));
    block_rows_ = RoundUp(CeilDivide(pass_rows_, row_blocks), step);
  }

  patch_floats_ = gathers() ? pass_rows_ * weights_.depth() + XNN_EXTRA_BYTES / sizeof(float) : 0;
  const std::size_t sums =
      fusion_.add ? threads * tuning::kMatrixStepsTogether * step * block_columns_ : 0;
  scratch_bytes_ = (patch_floats_ + sums) * sizeof(float);
}

void MatrixStep::Bind(const Buffers& buffers) {
  input_ = buffers.input(0);
  addend_ = fusion_.add ? buffers.input(1) : nullptr;
  output_ = buffers.result();
  patches_ = static_cast<float*>(buffers.scratch);
  sums_ = patches_ + patch_floats_;
}

// The patch of one output pixel: its taps are contiguous within each row of the image.
void MatrixStep::GatherPatch(std::size_t pixel, float* patch) const {
  const std::size_t column = pixel % output_shape_.width * options_.stride;
  const std::size_t row = pixel / output_shape_.width % output_shape_.height * options_.stride;
  const std::size_t image = pixel / output_shape_.width / output_shape_.height;
  const std::size_t channels = shape_.in_channels;
  const std::size_t before = std::min(SaturatingSubtract(options_.padding, column), shape_.kernel);
  const std::size_t end = SaturatingSubtract(image_.width + options_.padding, column);
  const std::size_t after = SaturatingSubtract(shape_.kernel, std::max(end, before));
  for (std::size_t tap = 0; tap < shape_.kernel; ++tap, patch += shape_.kernel * channels) {
    const std::size_t y = row + tap;
    if (y < options_.padding || y - options_.padding >= image_.height) {
      std::fill_n(patch, shape_.kernel * channels, 0.0f);
      continue;
    }
    const float* const from =
        input_ + ((image * image_.height + y - options_.padding) * image_.width + column + before -
                  options_.padding) *
                     channels;
    float* to = std::fill_n(patch, before * channels, 0.0f);
    to = std::copy_n(from, (shape_.kernel - before - after) * channels, to);
    std::fill_n(to, after * channels, 0.0f);
  }
}

void MatrixStep::RunBlock(std::size_t thread, const float* a, std::size_t row, std::size_t rows,
                          std::size_t column) const {
  const std::size_t columns = std::min(block_columns_, shape_.out_channels - column);
  const std::size_t depth = weights_.depth();
  Product product{.a = a,
                  .a_stride = depth,
                  .c = output_ + row * shape_.out_channels + column,
                  .c_stride = shape_.out_channels,
                  .rows = rows,
                  .first_column = column,
                  .columns = columns};
  const std::optional<Clamp> clamp = ClampOf(fusion_.activation);
  if (!addend_ && clamp) {
    product.clamp = *clamp;
    weights_.Multiply(0, product);
    return;
  }
  const std::size_t step = tuning::kMatrixStepsTogether * weights_.row_step();
  float* const output = product.c;
  if (addend_) {
    // Not written to the output, which may share the addend's memory.
    product.c = sums_ + thread * step * block_columns_;
    product.c_stride = columns;
  }
  for (std::size_t i = 0; i < rows; i += step, product.a += step * depth) {
    product.rows = std::min(step, rows - i);
    if (!addend_) product.c = output + i * product.c_stride;
    weights_.Multiply(0, product);
    const bool whole = columns == shape_.out_channels;
    const std::size_t runs = whole ? 1 : product.rows;
    const std::size_t length = whole ? columns * product.rows : columns;
    for (std::size_t k = 0; k < runs; ++k) {
      const std::size_t offset = (row + i + k) * shape_.out_channels + column;
      Finish(fusion_, product.c + k * product.c_stride, addend_ ? addend_ + offset : nullptr,
             output_ + offset, length);
    }
  }
}

void MatrixStep::Run(const ThreadPool& pool) {
  const std::size_t depth = weights_.depth();
  const std::size_t column_blocks = CeilDivide(shape_.out_channels, block_columns_);
  for (std::size_t first = 0; first < rows_; first += pass_rows_) {
    const std::size_t rows = std::min(pass_rows_, rows_ - first);
    if (gathers()) {
      pool.ForEach(rows, [&](std::size_t i) { GatherPatch(first + i, patches_ + i * depth); });
    }
    const float* const a = gathers() ? patches_ : input_;
    const std::size_t row_blocks = CeilDivide(rows, block_rows_);
    pool.ForEachOnThread(row_blocks * column_blocks, [&](std::size_t thread, std::size_t i) {
      const std::size_t row = i % row_blocks * block_rows_;
      RunBlock(thread, a + row * depth, first + row, std::min(block_rows_, rows - row),
               i / row_blocks * block_columns_);
    });
  }
}

}  // namespace

MatrixConvolution::MatrixConvolution(const LayerShape& shape, const ConvolutionOptions& options)
    : shape_(shape),
      options_(options),
      weights_(1, shape.kernel * shape.kernel * shape.in_channels, shape.out_channels) {}

void MatrixConvolution::Pack(const ChannelWeights& channels) {
  const std::size_t panel = weights_.panel();
  weights_.Pack(0, channels.first / panel, CeilDivide(channels.count, panel), channels.weights,
                channels.bias);
}

std::unique_ptr<Step> MatrixConvolution::MakeStep(const StepSize& size) const {
  return std::make_unique<MatrixStep>(shape_, options_, weights_, size);
}

}  // namespace residua::engine
