// Matrix kernels for browsers that combine pairs of 128-bit instructions into 256-bit ones, as V8's
// revectorisation does: sixteen columns at a time, in adjacent pairs of vectors. With six rows
// there are twelve 256-bit sums, enough to hide the latency of a multiply-add, and few enough for
// sixteen registers. Without revectorisation they do not fit the registers, and these kernels are
// slow.
//
// Their signatures are those of XNNPACK's micro-kernels (xnnpack/microfnptr.h).

#pragma once

#include <cstddef>

union xnn_f32_minmax_params;

namespace residua::engine {

inline constexpr std::size_t kWideRows = 6;
inline constexpr std::size_t kWideColumns = 16;

// Up to kWideRows rows at any stride.
void MultiplyWide(std::size_t rows, std::size_t columns, std::size_t depth_bytes, const float* a,
                  std::size_t a_stride, const float* panels, float* c, std::size_t c_stride,
                  std::size_t c_panel_stride, const xnn_f32_minmax_params* limits);

// One row.
void MultiplyWideRow(std::size_t rows, std::size_t columns, std::size_t depth_bytes, const float* a,
                     std::size_t a_stride, const float* panels, float* c, std::size_t c_stride,
                     std::size_t c_panel_stride, const xnn_f32_minmax_params* limits);

// Up to kWideRows rows by pointers; there are always kWideRows pointers per tap.
void MultiplyWideIndirect(std::size_t rows, std::size_t columns, std::size_t depth_bytes,
                          std::size_t pointers_bytes, const float** a, const float* panels,
                          float* c, std::size_t c_stride, std::size_t c_panel_stride,
                          std::size_t a_offset, const float* zero,
                          const xnn_f32_minmax_params* limits);

}  // namespace residua::engine
