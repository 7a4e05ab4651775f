// What the WebAssembly engine at hand can do, tried on modules of a few bytes.

// Each without the eight bytes that every module begins with.

// (module (func (result v128) i32.const 0 i8x16.splat))
const SIMD = [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];

// (module (func (param v128 v128 v128) (result v128)
//   local.get 0 local.get 1 local.get 2 f32x4.relaxed_madd))
const RELAXED_SIMD = [
  1, 8, 1, 96, 3, 123, 123, 123, 1, 123, 3, 2, 1, 0, 10, 13, 1, 11, 0, 32, 0, 32, 1, 32, 2, 253,
  133, 2, 11,
];

// (module (func try catch_all end)), with the instructions that the builds use: the older ones of two proposals
const EXCEPTIONS = [1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];

/** @returns {boolean} whether all is here without which no build of the WebAssembly runs */
export function hasWhatItNeeds() {
  return isValid(SIMD) && isValid(EXCEPTIONS);
}

/** @returns {boolean} */
export function hasRelaxedSimd() {
  return isValid(RELAXED_SIMD);
}

/** @param {number[]} sections of a module */
function isValid(sections) {
  return (
    typeof WebAssembly === 'object' &&
    WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, ...sections))
  );
}

/** @returns {boolean} whether threads can share WebAssembly memory; in a page that takes COOP and COEP */
export function hasSharedMemory() {
  try {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return globalThis.crossOriginIsolated !== false && buffer instanceof SharedArrayBuffer;
  } catch {
    // What is missing has no name.
    return false;
  }
}
