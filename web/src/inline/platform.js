// Locations of the module's files in `residua/inline`: in the file itself.

// Does not import browser-platform.js, since bundlers would include the files that it names.
import { anyBrowser } from '../any-browser.js';
import { browserIo } from '../engine/browser-io.js';
import { ResiduaError, toResiduaError } from '../errors.js';
import { portOf } from '../worker-port.js';
import { packedWasm, workerScript } from './content.js';

/** @typedef {'simd' | 'relaxed-simd'} InlineFlavour */

/** @type {import('../create-classifier.js').Platform} */
export const inlinePlatform = {
  ...anyBrowser,
  onOneThread: 'On one thread: residua/inline has only one, unlike the module residua.',
  startWorker() {
    const url = URL.createObjectURL(new Blob([workerScript], { type: 'text/javascript' }));
    try {
      return portOf(new Worker(url));
    } catch (error) {
      throw toResiduaError(error);
    } finally {
      // Some browsers read the script only after this call has returned.
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    }
  },
  // No addresses: the worker has the glue, and receives the bytes.
  assets: (flavour) => ({ glue: flavour, wasm: `residua-${flavour}.wasm`, readers: '' }),
  wasmBinary: (flavour) => unpack(packedWasm[/** @type {InlineFlavour} */ (flavour)]),
  io: {
    ...browserIo,
    importGlue() {
      throw new ResiduaError(
        'invalid-option',
        'worker: false does not work with residua/inline, which always starts a worker. Remove it.',
      );
    },
  },
};

/**
 * @param {string} base64 of a gzip file
 * @returns {Promise<Uint8Array>} its decompressed content
 */
async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const content = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(content).arrayBuffer());
}
