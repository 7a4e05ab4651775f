// Keeps XNNPACK's depthwise convolution out of wasm: no ResNet runs its kernels. Stands in place of
// dwconv-config.c; there are no kernels to choose from, so a convolution with one channel per group
// runs as any other grouped one.

#include <stddef.h>

#include "xnnpack/config.h"

// What is all zeros is a kernel for windows of no element, which fits none.
static const struct xnn_dwconv_config none[XNN_MAX_F32_DWCONV_UKERNELS];

const struct xnn_dwconv_config* xnn_init_f32_dwconv_config() { return none; }

// Nothing links the operators of these types.
const struct xnn_dwconv_config* xnn_init_f16_dwconv_config() { return NULL; }
const struct xnn_dwconv_config* xnn_init_qs8_qc8w_dwconv_config() { return NULL; }
const struct xnn_dwconv_config* xnn_init_qs8_dwconv_config() { return NULL; }
const struct xnn_dwconv_config* xnn_init_qu8_dwconv_config() { return NULL; }

// Never called. xnnpack_wasm.cmake makes convolution-nhwc.c pass it on instead of XNNPACK's
// packing.
void residua_no_dwconv_packing(size_t first_pass_tile, size_t middle_pass_tile,
                               size_t last_pass_tile, size_t h, size_t w, size_t c,
                               size_t channel_tile, size_t channel_subtile, size_t channel_round,
                               const float* kernel, const float* bias, const void* scale,
                               float* packed_weights, size_t per_tile_extra_bytes,
                               size_t per_subtile_extra_bytes, const void* params) {}
