// XNNPACK's micro-kernels for this machine, the only part of XNNPACK that is used: our own tables
// for WebAssembly, XNNPACK's choice natively. src/third_party/UPGRADING.md explains how to update
// XNNPACK.

#pragma once

#include <xnnpack/microfnptr.h>
#include <xnnpack/microparams.h>

#include <cstddef>

#include "engine/fusion.h"

namespace residua::engine {

// One kernel per kind of limits.
template <typename Kernel>
struct ByLimits {
  Kernel none = nullptr;  // if null, use `any`
  Kernel relu = nullptr;
  Kernel any = nullptr;

  Kernel For(const Clamp& clamp) const {
    const Kernel kernel = clamp == Clamp{} ? none : clamp == ClampOf(kRelu) ? relu : any;
    return kernel ? kernel : any;
  }
};

struct MicroKernels {
  // c = a * b for `rows` rows of a at a time, or for one, and `columns` columns of b.
  std::size_t rows = 0;
  std::size_t columns = 0;
  // How rows of b are interleaved in a packed panel: `kr` rows of each column are adjacent, and
  // every kr * sr rows the columns are rotated by another kr rows.
  std::size_t kr = 1;
  std::size_t sr = 1;
  ByLimits<xnn_gemm_ukernel_fn> one_row;
  ByLimits<xnn_gemm_ukernel_fn> product;
  ByLimits<xnn_igemm_ukernel_fn> indirect;  // with rows of a by pointers

  // Nine taps of `depthwise_channels` channels at a time; null if there is no such kernel.
  ByLimits<xnn_dwconv_unipass_ukernel_fn> depthwise;
  std::size_t depthwise_channels = 0;
};

// Throws Error(kInternal) if XNNPACK has no float32 kernels for this machine.
const MicroKernels& ThisMachinesKernels();

inline xnn_f32_minmax_params Limits(const Clamp& clamp) {
  return {.scalar = {.min = clamp.min, .max = clamp.max}};
}

}  // namespace residua::engine
