// What the WebAssembly needs to run on several threads.

import { ResiduaError } from '../errors.js';

const PAGE = 1 << 16; // bytes, of WebAssembly memory
const MIB = 1 << 20;

// As the module was linked: what it begins with, and the most that it takes.
const INITIAL = 16 * MIB;
const LIMIT = 4096 * MIB;

// Packed weights and what they are packed from take a few times the file; activations come on top.
const PER_BYTE = 8;
const BESIDE = 512 * MIB;
const OF_UNKNOWN = 2048 * MIB;

/**
 * @param {string} glue address of the script that each thread runs
 * @param {number} threads
 * @param {import('../model-source.js').ModelSource} model
 * @returns {object} overrides for the module
 */
export function sharing(glue, threads, model) {
  return {
    threads,
    wasmMemory: reserve(model.weights),
    mainScriptUrlOrBlob: sameOrigin(glue) ? glue : importing(glue),
  };
}

/**
 * Shared memory must know its maximum, and some browsers refuse a large one: it follows from the model.
 * @param {import('../model-source.js').Source} weights
 * @returns {WebAssembly.Memory}
 */
function reserve(weights) {
  const bytes =
    weights.kind === 'bytes'
      ? weights.bytes.length
      : weights.kind === 'blob'
        ? weights.blob.size
        : weights.bytes;
  let wanted = bytes === null ? OF_UNKNOWN : Math.min(LIMIT, BESIDE + PER_BYTE * bytes);
  for (;;) {
    try {
      return new WebAssembly.Memory({
        initial: INITIAL / PAGE,
        maximum: Math.ceil(wanted / PAGE),
        shared: true,
      });
    } catch (cause) {
      wanted /= 2;
      if (wanted >= Math.max(INITIAL, 2 * (bytes ?? 0))) continue;
      throw new ResiduaError(
        'out-of-memory',
        'The browser gives no shared memory of the size that the model needs. Try threads: 1.',
        { cause },
      );
    }
  }
}

/** @param {string} address */
function sameOrigin(address) {
  const here = globalThis.location?.origin;
  return here === undefined || new URL(address).origin === here;
}

/**
 * The script of a worker must be of the page's own origin; one that imports another may be made here.
 * @param {string} address
 */
function importing(address) {
  return new Blob([`import ${JSON.stringify(address)};`], { type: 'text/javascript' });
}
