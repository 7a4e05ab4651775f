#include "engine/packed_matrix.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "core/simd.h"
#include "engine/kernel.h"
#include "engine/micro_kernels.h"
#include "engine/rounding.h"
#include "engine/tuning.h"

namespace residua::engine {

using simd::kLanes;
using simd::Load;
using simd::Store;
using simd::Transpose;
using simd::Vec4;
namespace {

// For rows of b that are not interleaved: the layout of XNNPACK's packing of one panel, copied four
// by four instead of one by one.
void PackPanel(const float* weights, const float* bias, std::size_t columns, std::size_t depth,
               std::size_t panel, float* packed) {
  if (columns < panel) std::fill_n(packed, panel * (1 + depth), 0.0f);
  if (bias) {
    std::copy_n(bias, columns, packed);
  } else {
    std::fill_n(packed, columns, 0.0f);
  }
  packed += panel;
  const std::size_t whole_depth = depth / kLanes * kLanes;
  std::size_t column = 0;
  for (; column + kLanes <= columns; column += kLanes) {
    const float* const from = weights + column * depth;
    float* const to = packed + column;
    for (std::size_t k = 0; k < whole_depth; k += kLanes) {
      const std::array<Vec4, 4> rows =
          Transpose({Load(from + k), Load(from + depth + k), Load(from + 2 * depth + k),
                     Load(from + 3 * depth + k)});
      for (std::size_t i = 0; i < kLanes; ++i) Store(to + (k + i) * panel, rows[i]);
    }
    for (std::size_t k = whole_depth; k < depth; ++k) {
      for (std::size_t i = 0; i < kLanes; ++i) to[k * panel + i] = from[i * depth + k];
    }
  }
  for (; column < columns; ++column) {
    for (std::size_t k = 0; k < depth; ++k) {
      packed[k * panel + column] = weights[column * depth + k];
    }
  }
}

}  // namespace

MatrixKernel::MatrixKernel() : kernels_(&ThisMachinesKernels()) {}

std::size_t MatrixKernel::panel() const { return kernels_->columns; }

std::size_t MatrixKernel::row_step() const { return kernels_->rows; }

std::size_t MatrixKernel::depth_step() const { return kernels_->kr * kernels_->sr; }

std::size_t MatrixKernel::PanelFloats(std::size_t depth, std::size_t taps) const {
  return panel() * (1 + taps * RoundUp(depth, depth_step()));
}

void MatrixKernel::Multiply(const float* panels, std::size_t depth, const Product& product) const {
  const xnn_f32_minmax_params params = Limits(product.clamp);
  const xnn_gemm_ukernel_fn one_row = kernels_->one_row.For(product.clamp);
  const xnn_gemm_ukernel_fn several = kernels_->product.For(product.clamp);
  const std::size_t panel_floats = PanelFloats(depth);
  const std::size_t mr = row_step();
  const std::size_t cached_panels =
      std::max<std::size_t>(1, tuning::kCachedPanelBytes / sizeof(float) / panel_floats);
  const std::size_t step =
      product.rows <= mr ? RoundUp(product.columns, panel()) : cached_panels * panel();
  for (std::size_t column = 0; column < product.columns; column += step) {
    for (std::size_t row = 0; row < product.rows; row += mr) {
      const std::size_t rows = std::min(mr, product.rows - row);
      const xnn_gemm_ukernel_fn kernel = rows == 1 ? one_row : several;
      kernel(rows, std::min(step, product.columns - column), depth * sizeof(float),
             product.a + row * product.a_stride, product.a_stride * sizeof(float),
             panels + column / panel() * panel_floats, product.c + row * product.c_stride + column,
             product.c_stride * sizeof(float), panel() * sizeof(float), &params);
    }
  }
}

void MatrixKernel::Multiply(const float* panels, std::size_t depth, std::size_t taps,
                            const IndirectProduct& product) const {
  const xnn_f32_minmax_params params = Limits(product.clamp);
  const xnn_igemm_ukernel_fn kernel = kernels_->indirect.For(product.clamp);
  kernel(product.rows, product.columns, depth * sizeof(float), taps * row_step() * sizeof(void*),
         reinterpret_cast<const void**>(product.a), panels, product.c,
         product.c_stride * sizeof(float), panel() * sizeof(float), product.offset * sizeof(float),
         product.zero, &params);
}

// The streamed kernel has its own panels.
std::size_t ChannelsPackedTogether() { return std::lcm(MatrixKernel().panel(), 2 * kLanes); }

PackedMatrices::PackedMatrices(std::size_t count, std::size_t depth, std::size_t columns,
                               std::size_t taps)
    : count_(count),
      depth_(depth),
      taps_(taps),
      columns_(columns),
      panel_floats_(kernel_.PanelFloats(depth, taps)),
      packed_(
          MakeAlignedFloats(count * panels() * panel_floats_, "the packed weights of a layer")) {
  if (columns % panel() == 0 && depth % kernel_.depth_step() == 0) return;
  // Zeros where the last panel has no columns, or a column's last step no rows.
  std::fill_n(packed_.get(), count * panels() * panel_floats_, 0.0f);
}

void PackedMatrices::Pack(std::size_t index, std::size_t first_panel, std::size_t panels,
                          const float* weights, const float* bias) {
  const std::size_t first = first_panel * panel();
  const std::size_t columns = std::min(panels * panel(), columns_ - first);
  if (kernel_.depth_step() > 1) {
    PackColumns(index, first, columns, weights, bias);
    return;
  }
  const std::size_t depth = taps_ * depth_;
  float* const packed = packed_.get() + (index * this->panels() + first_panel) * panel_floats_;
  for (std::size_t column = 0; column < columns; column += panel()) {
    PackPanel(weights + column * depth, bias ? bias + column : nullptr,
              std::min(panel(), columns - column), depth, panel(),
              packed + column / panel() * panel_floats_);
  }
}

// Rows are interleaved as described in MicroKernels.
void PackedMatrices::PackColumns(std::size_t index, std::size_t first_column, std::size_t columns,
                                 const float* weights, const float* bias) {
  const std::size_t kr = kernel_.kernels().kr;
  const std::size_t step = kernel_.depth_step();
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t column = (first_column + i) % panel();
    float* to = packed_.get() + (index * panels() + (first_column + i) / panel()) * panel_floats_;
    to[column] = bias ? bias[i] : 0.0f;
    to += panel() + column * kr;
    for (std::size_t tap = 0; tap < taps_; ++tap, weights += depth_) {
      for (std::size_t k = 0; k < RoundUp(depth_, step); k += kr, to += panel() * kr) {
        for (std::size_t r = 0; r < kr; ++r) {
          const std::size_t row = k / step * step + (k + r + column * kr) % step;
          if (row < depth_) to[r] = weights[row];
        }
      }
    }
  }
}

const float* PackedMatrices::PanelsFrom(std::size_t index, std::size_t first_column) const {
  return packed_.get() + (index * panels() + first_column / panel()) * panel_floats_;
}

void PackedMatrices::Multiply(std::size_t index, const Product& product) const {
  kernel_.Multiply(PanelsFrom(index, product.first_column), depth_, product);
}

void PackedMatrices::Multiply(std::size_t index, const IndirectProduct& product) const {
  kernel_.Multiply(PanelsFrom(index, product.first_column), depth_, taps_, product);
}

}  // namespace residua::engine
