#include "engine/pointwise_step.h"

#include <algorithm>

#include "engine/addition_step.h"

namespace residua::engine {
namespace {

// Of the weights that one block needs: they stay in a second-level cache of 512 KB.
constexpr std::size_t kBlockBytes = 256 * 1024;
// Blocks per thread, so that threads of unequal speed end together.
constexpr std::size_t kBlocksPerThread = 4;
// Of the product's rows that wait for their addend in the first-level cache.
constexpr std::size_t kStepsTogether = 8;

std::size_t CeilDivide(std::size_t a, std::size_t b) { return (a + b - 1) / b; }

std::size_t RoundUp(std::size_t count, std::size_t multiple) {
  return CeilDivide(count, multiple) * multiple;
}

}  // namespace

PointwiseStep::PointwiseStep(const LayerShape& shape, bool relu)
    : shape_(shape), relu_(relu), weights_(1, shape.in_channels, shape.out_channels) {}

void PointwiseStep::Pack(const ChannelWeights& channels) {
  const std::size_t panel = weights_.panel();
  weights_.Pack(0, channels.first / panel, CeilDivide(channels.count, panel), channels.weights,
                channels.bias);
}

Sizing PointwiseStep::Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                              const ThreadPool& pool) {
  const Shape4& input = inputs[0];
  const bool add = fusion.add;
  fused_relu_ = relu_ || fusion.relu;
  rows_ = input.batch * input.height * input.width;

  const std::size_t step = weights_.row_step();
  const std::size_t panel = weights_.panel();
  const std::size_t all_columns = weights_.panels() * panel;
  const std::size_t fitting = kBlockBytes / (shape_.in_channels * sizeof(float)) / panel * panel;
  block_columns_ = std::clamp(fitting, panel, all_columns);
  block_rows_ = RoundUp(rows_, step);
  if (pool.threads() > 1) {
    const std::size_t wanted = pool.threads() * kBlocksPerThread;
    const std::size_t row_blocks = CeilDivide(wanted, CeilDivide(all_columns, block_columns_));
    block_rows_ = RoundUp(CeilDivide(rows_, row_blocks), step);
  }

  return {.output = {input.batch, input.height, input.width, shape_.out_channels},
          .scratch_bytes =
              add ? pool.threads() * kStepsTogether * step * block_columns_ * sizeof(float) : 0,
          .flops = 2.0 * static_cast<double>(shape_.weights()) * static_cast<double>(rows_)};
}

void PointwiseStep::Bind(std::span<const float* const> inputs, float* output, void* scratch) {
  input_ = inputs[0];
  addend_ = inputs.size() > 1 ? inputs[1] : nullptr;
  output_ = output;
  scratch_ = static_cast<float*>(scratch);
}

void PointwiseStep::RunBlock(std::size_t thread, std::size_t row, std::size_t column) const {
  const std::size_t rows = std::min(block_rows_, rows_ - row);
  const std::size_t columns = std::min(block_columns_, shape_.out_channels - column);
  Product product{.a = input_ + row * shape_.in_channels,
                  .a_stride = shape_.in_channels,
                  .c = output_ + row * shape_.out_channels + column,
                  .c_stride = shape_.out_channels,
                  .rows = rows,
                  .first_column = column,
                  .columns = columns,
                  .relu = fused_relu_};
  if (!addend_) {
    weights_.Multiply(0, product);
    return;
  }
  // Not into the output, which may be the addend's memory.
  const std::size_t step = kStepsTogether * weights_.row_step();
  product.c = scratch_ + thread * step * block_columns_;
  product.c_stride = columns;
  product.relu = false;
  for (std::size_t i = 0; i < rows; i += step, product.a += step * shape_.in_channels) {
    product.rows = std::min(step, rows - i);
    weights_.Multiply(0, product);
    const bool whole = columns == shape_.out_channels;
    const std::size_t runs = whole ? 1 : product.rows;
    const std::size_t length = whole ? columns * product.rows : columns;
    for (std::size_t k = 0; k < runs; ++k) {
      const std::size_t offset = (row + i + k) * shape_.out_channels + column;
      AddFloats(product.c + k * columns, addend_ + offset, output_ + offset, length, fused_relu_);
    }
  }
}

void PointwiseStep::Run(const ThreadPool& pool) {
  const std::size_t column_blocks = CeilDivide(shape_.out_channels, block_columns_);
  const std::size_t row_blocks = CeilDivide(rows_, block_rows_);
  pool.ForEachOnThread(row_blocks * column_blocks, [&](std::size_t thread, std::size_t i) {
    RunBlock(thread, i % row_blocks * block_rows_, i / row_blocks * block_columns_);
  });
}

}  // namespace residua::engine
