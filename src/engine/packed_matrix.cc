#include "engine/packed_matrix.h"

#include <xnnpack/config.h>
#include <xnnpack/microparams.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "engine/rounding.h"
#include "engine/simd.h"
#include "engine/step.h"
#include "engine/xnnpack_handle.h"

namespace residua::engine {
namespace {

// Panels of b that stay in the second-level cache while the rows of a pass by, from where they
// stream as fast as they are used.
constexpr std::size_t kCachedPanelBytes = 256 * 1024;

const xnn_gemm_config* GemmConfig() {
  EnsureXnnpack();
  const xnn_gemm_config* config = xnn_init_f32_gemm_config();
  if (!config) throw Error(ErrorCode::kInternal, "XNNPACK has no float32 kernels for this machine");
  return config;
}

// Kernels without or with ReLU. Not all machines have them apart from those that clamp.
const gemm_fused_ukernels& Kernels(const xnn_gemm_config& config, bool relu) {
  const gemm_fused_ukernels& kernels = relu ? config.relu : config.linear;
  const bool all = kernels.gemm[0].function[XNN_UARCH_DEFAULT] &&
                   kernels.gemm[config.mr - 1].function[XNN_UARCH_DEFAULT];
  return all ? kernels : config.minmax;
}

xnn_f32_minmax_params MakeParams(const xnn_gemm_config& config, bool relu) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  xnn_f32_minmax_params params;
  config.init.f32(&params, relu ? 0.0f : -kInfinity, kInfinity);
  return params;
}

// Where rows of b are not interleaved, as XNNPACK's own packing of one panel does it, four by four
// instead of one by one.
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

MatrixKernel::MatrixKernel() : config_(GemmConfig()) {}

std::size_t MatrixKernel::panel() const { return config_->nr; }

std::size_t MatrixKernel::row_step() const { return config_->mr; }

std::size_t MatrixKernel::depth_step() const {
  return std::size_t{1} << (config_->log2_kr + config_->log2_sr);
}

std::size_t MatrixKernel::PanelFloats(std::size_t depth) const {
  return panel() * (1 + RoundUp(depth, depth_step()));
}

void MatrixKernel::Multiply(const float* panels, std::size_t depth, const Product& product) const {
  const xnn_f32_minmax_params params = MakeParams(*config_, product.relu);
  const gemm_fused_ukernels& kernels = Kernels(*config_, product.relu);
  const std::size_t panel_floats = PanelFloats(depth);
  const std::size_t mr = row_step();
  const std::size_t cached_panels =
      std::max<std::size_t>(1, kCachedPanelBytes / sizeof(float) / panel_floats);
  const std::size_t step =
      product.rows <= mr ? RoundUp(product.columns, panel()) : cached_panels * panel();
  for (std::size_t column = 0; column < product.columns; column += step) {
    for (std::size_t row = 0; row < product.rows; row += mr) {
      const std::size_t rows = std::min(mr, product.rows - row);
      const xnn_gemm_ukernel_fn kernel =
          kernels.gemm[rows == 1 ? 0 : mr - 1].function[XNN_UARCH_DEFAULT];
      kernel(rows, std::min(step, product.columns - column), depth * sizeof(float),
             product.a + row * product.a_stride, product.a_stride * sizeof(float),
             panels + column / panel() * panel_floats, product.c + row * product.c_stride + column,
             product.c_stride * sizeof(float), panel() * sizeof(float), &params);
    }
  }
}

// The streamed step has panels of its own.
std::size_t ChannelsPackedTogether() { return std::lcm(MatrixKernel().panel(), 2 * kLanes); }

PackedMatrices::PackedMatrices(std::size_t count, std::size_t depth, std::size_t columns)
    : count_(count),
      depth_(depth),
      columns_(columns),
      panel_floats_(kernel_.PanelFloats(depth)),
      packed_(
          MakeAlignedFloats(count * panels() * panel_floats_, "the packed weights of a layer")) {}

void PackedMatrices::Pack(std::size_t index, std::size_t first_panel, std::size_t panels,
                          const float* weights, const float* bias) {
  const xnn_gemm_config& config = kernel_.config();
  float* const packed = packed_.get() + (index * this->panels() + first_panel) * panel_floats_;
  const std::size_t columns = std::min(panels * panel(), columns_ - first_panel * panel());
  if (kernel_.depth_step() == 1) {
    for (std::size_t column = 0; column < columns; column += panel()) {
      PackPanel(weights + column * depth_, bias ? bias + column : nullptr,
                std::min(panel(), columns - column), depth_, panel(),
                packed + column / panel() * panel_floats_);
    }
    return;
  }
  // The packing functions leave gaps where the last panel has no columns.
  std::fill_n(packed, panels * panel_floats_, 0.0f);
  config.pack_gemm_goi(/*g=*/1, columns, depth_, panel(), std::size_t{1} << config.log2_kr,
                       std::size_t{1} << config.log2_sr, weights, bias, /*scale=*/nullptr, packed,
                       /*extra_bytes=*/0, /*params=*/nullptr);
}

void PackedMatrices::Multiply(std::size_t index, const Product& product) const {
  const std::size_t first_panel = product.first_column / panel();
  kernel_.Multiply(packed_.get() + (index * panels() + first_panel) * panel_floats_, depth_,
                   product);
}

}  // namespace residua::engine
