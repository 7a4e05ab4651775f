// Whether the browser combines two 128-bit instructions into a 256-bit one, as V8's revectorisation
// does where it is enabled. There is no API for this: the caller has to measure it after warm-up,
// since browsers first run code through a slower compiler. The result decides how weights are
// packed.

#pragma once

namespace residua::engine {

// V8 gained revectorisation long after relaxed SIMD. Natively this exists for tests.
#if defined(__wasm__) && !defined(__wasm_relaxed_simd__)
inline constexpr bool kFusionIsPossible = false;
#else
inline constexpr bool kFusionIsPossible = true;
#endif

// Sets the result before any weights are packed; weights that were packed earlier must not be used
// afterwards. Default: false. No effect where fusion is not possible.
void SetVectorsFused(bool fused);

bool VectorsAreFused();

}  // namespace residua::engine
