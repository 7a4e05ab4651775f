// Detects the features of the WebAssembly engine with modules of a few bytes.

import { relaxed } from '../../dist/builds.js';

// Each without the eight bytes that every module starts with.

// (module (func (result v128) i32.const 0 i8x16.splat))
const SIMD = [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];

// (module (func try catch_all end)), with the instructions that the builds use: the older of two proposals
const EXCEPTIONS = [1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];

/** @returns {boolean} whether all features that every build of the WebAssembly requires are available */
export function hasWhatItNeeds() {
  return isValid(SIMD) && isValid(EXCEPTIONS);
}

/** @returns {boolean} whether all relaxed instructions in the builds are available */
export function hasRelaxedSimd() {
  // (module (func (param v128 v128 v128) ...)), with each instruction applied to as many parameters as it takes.
  const code = relaxed.flatMap((instruction) => [
    ...[32, 0, 32, 1, 32, 2].slice(0, 2 * operandsOf(instruction)),
    ...[253, ...twoBytes(instruction), 26],
  ]);
  const body = [...twoBytes(code.length + 2), 0, ...code, 11];
  return isValid([
    ...[1, 7, 1, 96, 3, 123, 123, 123, 0, 3, 2, 1, 0],
    ...[10, ...twoBytes(body.length + 1), 1, ...body],
  ]);
}

/** @param {number} instruction conversions take one operand; minima, dot products and similar ones two; all others three */
function operandsOf(instruction) {
  if (instruction > 0x100 && instruction < 0x105) return 1;
  return (instruction > 0x104 && instruction < 0x10d) || instruction === 0x113 ? 3 : 2;
}

/** @param {number} value below 2^14, in LEB128 */
export function twoBytes(value) {
  return [(value & 127) | 128, value >> 7];
}

/** @param {number[]} sections of a module */
function isValid(sections) {
  return (
    typeof WebAssembly === 'object' &&
    WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, ...sections))
  );
}

/** @returns {boolean} whether threads can share WebAssembly memory, which in a page requires COOP and COEP */
export function hasSharedMemory() {
  try {
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return globalThis.crossOriginIsolated !== false && buffer instanceof SharedArrayBuffer;
  } catch {
    // Missing features have no name.
    return false;
  }
}
