#include "engine/micro_kernels.h"

#ifdef __EMSCRIPTEN__
#include <xnnpack/dwconv.h>
#include <xnnpack/gemm.h>
#include <xnnpack/hardware-config.h>
#include <xnnpack/igemm.h>
#else
#include <xnnpack.h>
#include <xnnpack/config.h>
#endif

#include "core/error.h"
#include "engine/fused_vectors.h"
#include "engine/wide_kernels.h"

namespace residua::engine {
namespace {

bool vectors_are_fused = false;

#ifdef __EMSCRIPTEN__

template <typename Kernel>
ByLimits<Kernel> Table(auto* none, auto* relu, auto* any) {
  return {.none = reinterpret_cast<Kernel>(none),
          .relu = reinterpret_cast<Kernel>(relu),
          .any = reinterpret_cast<Kernel>(any)};
}

using Product = xnn_gemm_ukernel_fn;
using Indirect = xnn_igemm_ukernel_fn;
using Depthwise = xnn_dwconv_unipass_ukernel_fn;

// XNNPACK's kernels of one family, `rows` x 8. The arguments are the suffixes of their names:
// single-row kernels (`one`, and `one_any` with arbitrary limits), multi-row kernels (likewise),
// and depthwise.
#define RESIDUA_MICRO_KERNELS(rows_, one, one_any, several, several_any, depthwise_)         \
  {.rows = rows_,                                                                            \
   .columns = 8,                                                                             \
   .one_row =                                                                                \
       Table<Product>(xnn_f32_gemm_ukernel_1x8__##one, xnn_f32_gemm_relu_ukernel_1x8__##one, \
                      xnn_f32_gemm_minmax_ukernel_1x8__##one_any),                           \
   .product = Table<Product>(xnn_f32_gemm_ukernel_##rows_##x8__##several,                    \
                             xnn_f32_gemm_relu_ukernel_##rows_##x8__##several,               \
                             xnn_f32_gemm_minmax_ukernel_##rows_##x8__##several_any),        \
   .indirect = Table<Indirect>(xnn_f32_igemm_ukernel_##rows_##x8__##several,                 \
                               xnn_f32_igemm_relu_ukernel_##rows_##x8__##several,            \
                               xnn_f32_igemm_minmax_ukernel_##rows_##x8__##several_any),     \
   .depthwise = {.any = reinterpret_cast<Depthwise>(                                         \
                     xnn_f32_dwconv_minmax_ukernel_9p8c__##depthwise_)},                     \
   .depthwise_channels = 8}

// Not what XNNPACK would choose on x86, but what is quickest on today's processors.
// - With relaxed SIMD it takes four rows at a time, whose eight sums are as many as Intel's and
//   AMD's multiply-adds that are under way at once: none may ever wait. Six rows have twelve sums
//   and fill the sixteen registers.
// - Without, it takes an element into all lanes with a shuffle rather than with a load, unless the
//   machine has more than four cores: a guess at AVX, without which such a load is two
//   instructions. Nearly every x86 processor has AVX.
MicroKernels Choose() {
  const bool x86 = xnn_init_hardware_config()->is_x86;
#ifdef __wasm_relaxed_simd__
  if (x86) {
    return RESIDUA_MICRO_KERNELS(6, wasmrelaxedsimd_fma_loadsplat, wasmrelaxedsimd_fma_loadsplat,
                                 wasmrelaxedsimd_fma_loadsplat, wasmrelaxedsimd_fma_loadsplat,
                                 wasmrelaxedsimd_fma);
  }
  return RESIDUA_MICRO_KERNELS(6, wasmrelaxedsimd_fma_splat, wasmrelaxedsimd_fma_splat,
                               wasmrelaxedsimd_fma_splat, wasmrelaxedsimd_fma_splat,
                               wasmrelaxedsimd_fma);
#else
  if (x86) {
    return RESIDUA_MICRO_KERNELS(4, wasmsimd_splat, wasmsimd_x86_splat, wasmsimd_loadsplat,
                                 wasmsimd_x86_loadsplat, wasmsimd_x86);
  }
  return RESIDUA_MICRO_KERNELS(5, wasmsimd_splat, wasmsimd_arm_splat, wasmsimd_splat,
                               wasmsimd_arm_splat, wasmsimd_arm);
#endif
}

#else

MicroKernels Choose() {
  if (xnn_initialize(nullptr) != xnn_status_success || !xnn_init_f32_gemm_config()) {
    throw Error(ErrorCode::kInternal, "XNNPACK has no float32 kernels for this machine.");
  }
  const xnn_gemm_config& gemm = *xnn_init_f32_gemm_config();
  const std::size_t last = gemm.mr - 1;
  const auto product = [&](std::size_t row) {
    return ByLimits<xnn_gemm_ukernel_fn>{.none = gemm.linear.gemm[row].function[0],
                                         .relu = gemm.relu.gemm[row].function[0],
                                         .any = gemm.minmax.gemm[row].function[0]};
  };
  MicroKernels kernels{.rows = gemm.mr,
                       .columns = gemm.nr,
                       .kr = std::size_t{1} << gemm.log2_kr,
                       .sr = std::size_t{1} << gemm.log2_sr,
                       .one_row = product(0),
                       .product = product(last),
                       .indirect = {.none = gemm.linear.igemm[last].function[0],
                                    .relu = gemm.relu.igemm[last].function[0],
                                    .any = gemm.minmax.igemm[last].function[0]}};
  const xnn_dwconv_config* depthwise = xnn_init_f32_dwconv_config();
  for (std::size_t i = 0; depthwise && i < XNN_MAX_F32_DWCONV_UKERNELS; ++i) {
    if (depthwise[i].primary_tile != 9 || depthwise[i].last_tile != 0) continue;
    kernels.depthwise = {.none = depthwise[i].linear.unipass, .any = depthwise[i].minmax.unipass};
    kernels.depthwise_channels = depthwise[i].channel_tile;
  }
  return kernels;
}

#endif

// Weights are packed as for XNNPACK's kernels; its depthwise kernel already works in pairs.
[[maybe_unused]] MicroKernels Widened(MicroKernels kernels) {
  kernels.rows = kWideRows;
  kernels.columns = kWideColumns;
  kernels.kr = kernels.sr = 1;
  kernels.one_row = {.any = reinterpret_cast<xnn_gemm_ukernel_fn>(&MultiplyWideRow)};
  kernels.product = {.any = reinterpret_cast<xnn_gemm_ukernel_fn>(&MultiplyWide)};
  kernels.indirect = {.any = reinterpret_cast<xnn_igemm_ukernel_fn>(&MultiplyWideIndirect)};
  return kernels;
}

}  // namespace

void SetVectorsFused(bool fused) { vectors_are_fused = kFusionIsPossible && fused; }

bool VectorsAreFused() { return vectors_are_fused; }

const MicroKernels& ThisMachinesKernels() {
  static const MicroKernels kernels = Choose();
  if constexpr (kFusionIsPossible) {
    static const MicroKernels wide = Widened(kernels);
    if (VectorsAreFused()) return wide;
  }
  return kernels;
}

}  // namespace residua::engine
