// Memory and threads for the WebAssembly's builds with several threads.

import { ResiduaError } from '../errors.js';
import { importing } from './importing.js';

const PAGE = 1 << 16; // bytes, of WebAssembly memory
const MIB = 1 << 20;

// As linked: the initial and the maximum size.
const INITIAL = 16 * MIB;
const LIMIT = 4096 * MIB;

// Packed weights and their sources take a few times the size of the file, plus activations.
const PER_BYTE = 8;
const BESIDE = 512 * MIB;
const OF_UNKNOWN = 2048 * MIB;

/**
 * @param {number} threads
 * @param {import('../model-source.js').ModelSource} model
 * @returns {object} overrides for the module
 */
export function sharing(threads, model) {
  return {
    threads,
    wasmMemory: reserve(model),
  };
}

/**
 * Shared memory must declare its maximum, and some browsers refuse a large one, so it is derived from the model.
 * @param {import('../model-source.js').ModelSource} model
 * @returns {WebAssembly.Memory}
 */
function reserve({ weights, parts = [] }) {
  let bytes =
    weights.kind === 'bytes'
      ? weights.bytes.length
      : weights.kind === 'blob'
        ? weights.blob.size
        : weights.bytes;
  // An index is small compared with its files.
  for (const { size } of parts) bytes = size + Number(bytes);
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
        'The browser has too little shared memory for the model. Try threads: 1.',
        { cause },
      );
    }
  }
}

/**
 * Lets the glue start its threads from its actual address. It requests a file of its own name beside it, but bundlers rename
 * files, and a worker's script must have the page's origin; a script that imports one from elsewhere can be created here.
 * @template T
 * @param {string} glue address of the script that each thread runs
 * @param {Worker[]} threads receives the workers that are created; their owner terminates them
 * @param {() => Promise<T>} start creates the module and all its threads
 * @returns {Promise<T>}
 */
export function withThreadsOf(glue, threads, start) {
  const Original = globalThis.Worker;
  // In Node the glue works as it is, and file names do not change.
  if (!Original || !globalThis.location) return start();
  const address = sameOrigin(glue) ? glue : importing(glue);
  globalThis.Worker = /** @type {any} */ (
    class extends Original {
      /** @param {unknown} _ @param {WorkerOptions} [options] */
      constructor(_, options) {
        super(address, options);
        threads.push(this);
      }
    }
  );
  try {
    // The glue creates its threads synchronously, so no other code sees this Worker.
    return start().finally(() => address !== glue && URL.revokeObjectURL(address));
  } finally {
    globalThis.Worker = Original;
  }
}

/** @param {string} address */
function sameOrigin(address) {
  return new URL(address).origin === globalThis.location.origin;
}
