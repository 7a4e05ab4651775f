// Whether this browser makes one 256-bit instruction of two 128-bit ones, as V8's revectorisation
// does where it is switched on. Nothing tells: it has to be measured, by the caller, since fresh
// code is slow in browsers until they have compiled it again. It decides how weights are packed.

#pragma once

namespace residua::engine {

// Revectorisation came to V8 long after relaxed SIMD. Natively it is possible for the tests' sake.
#if defined(__wasm__) && !defined(__wasm_relaxed_simd__)
inline constexpr bool kFusionIsPossible = false;
#else
inline constexpr bool kFusionIsPossible = true;
#endif

// Says so, before any weights are packed; weights that were packed before must not be used after.
// Default: false. Without effect where fusion is not possible.
void SetVectorsFused(bool fused);

bool VectorsAreFused();

}  // namespace residua::engine
