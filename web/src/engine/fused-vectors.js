// Whether the browser combines two 128-bit instructions into a 256-bit one, as V8's revectorisation does where it is enabled.
// There is no API for this, so the inner loop of a matrix product (6 rows, 16 columns) is timed twice: as it is, and with its
// results stored apart, which V8 does not fuse. The fused loop is several times as fast; otherwise the times are equal.

import { twoBytes } from './features.js';

const ROWS = 6;
const VECTORS = 4; // of 16 columns
const TURNS = 40_000; // iterations: some tenths of a millisecond, which clocks can resolve
const ROUNDS = 4;

/** @type {Promise<boolean> | undefined} */
let answer;

/**
 * Takes 3 ms, in pieces. Not stored between visits, since enabling it does not change the browser's version.
 * @returns {Promise<boolean>} the same promise for all callers
 */
export function fusesVectors() {
  return (answer ??= measure().catch(() => false));
}

async function measure() {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(probe()));
  /** @param {string} name */
  const time = (name) => {
    const start = performance.now();
    /** @type {(turns: number) => void} */ (exports[name])(TURNS);
    return performance.now() - start;
  };
  // The quickest of several is the one that was disturbed least.
  let apart = Infinity;
  let fused = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    apart = Math.min(apart, time('a'));
    fused = Math.min(fused, time('f'));
    // Others may go on; and where the first code is slow, the fast one comes meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return fused < apart / 2;
}

/** (module (memory 1) (func (export "a") (param i32) ...) (func (export "f") (param i32) ...)) */
function probe() {
  const functions = [loop(32), loop(16)].flatMap((code) => [...twoBytes(code.length), ...code]);
  return Uint8Array.of(
    ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0, 3, 3, 2, 0, 0, 5, 3, 1, 0, 1],
    ...[7, 9, 2, 1, 97, 0, 0, 1, 102, 0, 1, 10, ...twoBytes(functions.length + 1), 2, ...functions],
  );
}

/**
 * A function of the number of iterations (local 0), with an address (1), sums, columns and the element of a row that they
 * share.
 * @param {number} gap bytes between stored sums
 */
function loop(gap) {
  const columns = 2 + ROWS * VECTORS;
  const element = columns + VECTORS;
  const body = [];
  const stores = [];
  for (let j = 0; j < VECTORS; j++) {
    body.push(32, 1, 253, 0, 4, ...twoBytes(64 + 16 * j), 33, columns + j); // v128.load
  }
  for (let sum = 2; sum < columns; sum++) {
    const [row, j] = [(sum - 2) >> 2, (sum - 2) % VECTORS];
    if (j === 0) body.push(32, 1, 253, 9, 2, 4 * row, 33, element); // v128.load32_splat
    body.push(32, element, 32, columns + j, 32, sum, 253, 133, 2, 33, sum); // f32x4.relaxed_madd
    stores.push(65, 0, 32, sum, 253, 11, 4, ...twoBytes(8192 + gap * (sum - 2))); // v128.store
  }
  return [
    ...[2, 1, 127, element - 1, 123, 3, 64, ...body],
    ...[32, 1, 65, 192, 0, 106, 65, 255, 31, 113, 33, 1], // address = (address + 64) & 4095
    ...[32, 0, 65, 1, 107, 34, 0, 13, 0, 11, ...stores, 11], // next iteration, if any
  ];
}
