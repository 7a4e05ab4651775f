// Matrix kernels for browsers that make 256-bit instructions of pairs of 128-bit ones, as V8's
// revectorisation does: sixteen columns at a time, in pairs of vectors that lie side by side. With
// six rows that is twelve sums of 256 bits, as many as hide the latency of a multiply-add and fit
// sixteen registers. Without revectorisation they do not fit, and these kernels are slow.
//
// They take what XNNPACK's micro-kernels take (xnnpack/microfnptr.h).

#pragma once

#include <cstddef>

union xnn_f32_minmax_params;

namespace residua::engine {

inline constexpr std::size_t kWideRows = 6;
inline constexpr std::size_t kWideColumns = 16;

// At most kWideRows rows, which may be any floats apart.
void MultiplyWide(std::size_t rows, std::size_t columns, std::size_t depth_bytes, const float* a,
                  std::size_t a_stride, const float* panels, float* c, std::size_t c_stride,
                  std::size_t c_panel_stride, const xnn_f32_minmax_params* limits);

// One row.
void MultiplyWideRow(std::size_t rows, std::size_t columns, std::size_t depth_bytes, const float* a,
                     std::size_t a_stride, const float* panels, float* c, std::size_t c_stride,
                     std::size_t c_panel_stride, const xnn_f32_minmax_params* limits);

// At most kWideRows rows by pointers, which are always kWideRows for each tap.
void MultiplyWideIndirect(std::size_t rows, std::size_t columns, std::size_t depth_bytes,
                          std::size_t pointers_bytes, const float** a, const float* panels,
                          float* c, std::size_t c_stride, std::size_t c_panel_stride,
                          std::size_t a_offset, const float* zero,
                          const xnn_f32_minmax_params* limits);

}  // namespace residua::engine
