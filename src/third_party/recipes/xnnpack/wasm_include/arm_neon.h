// Some of XNNPACK's wasmsimd conversion kernels include <arm_neon.h> by mistake; this is what they
// mean.
#pragma once
#include <wasm_simd128.h>
