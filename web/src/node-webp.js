// Decodes WebP in Node with a separate WebAssembly module (src/bindings/webp.cc), which is loaded with the first such file.

import { readFile } from 'node:fs/promises';
import { ResiduaError, toResiduaError } from './errors.js';

/** @typedef {import('./engine/engine.js').Pixels} Pixels */

/** As in src/image/decode_limits.h. */
const MAX_PIXELS = 150e6;

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiled;

/**
 * @param {Uint8Array} file
 * @param {number} [maxPixels]
 * @returns {Promise<Pixels | undefined>} upright and on white, as in the native program; undefined for other kinds of files
 * @throws {ResiduaError}
 */
export async function decodeWebp(file, maxPixels = MAX_PIXELS) {
  if (!/^RIFF.*WEBP/s.test(String.fromCharCode(...file.subarray(0, 12)))) return undefined;
  const module = await (compiled ??= load());
  try {
    // Instantiated anew for each file, so that no state, not even a failure, affects the next one.
    return decode(await WebAssembly.instantiate(module, IMPORTS), file, maxPixels);
  } catch (cause) {
    throw toResiduaError(cause);
  }
}

const IMPORTS = { env: { emscripten_notify_memory_growth() {} } };

/** @returns {Promise<WebAssembly.Module>} */
async function load() {
  const url = new URL('../dist/residua-webp.wasm', import.meta.url);
  try {
    return await WebAssembly.compile(await readFile(url));
  } catch (cause) {
    compiled = undefined;
    throw new ResiduaError(
      'download-failed',
      `The WebP decoder could not be loaded from ${url} (${toResiduaError(cause).message}). It belongs beside the module's ` +
        'other files: leave the module out of a bundle.',
      { cause },
    );
  }
}

/**
 * @param {WebAssembly.Instance} instance
 * @param {Uint8Array} file
 * @param {number} maxPixels
 * @returns {Pixels}
 */
function decode({ exports }, file, maxPixels) {
  const { memory, Reserve, Decode, _initialize } = /** @type {any} */ (exports);
  const view = (/** @type {number} */ at, /** @type {number} */ size) =>
    new Uint8Array(memory.buffer, at >>> 0, size >>> 0);
  const text = (/** @type {number} */ at, /** @type {number} */ size) =>
    new TextDecoder().decode(view(at, size));
  _initialize();
  const at = Reserve(file.length);
  if (!at) {
    throw new ResiduaError('out-of-memory', 'There is not enough memory for the image file.');
  }
  view(at, file.length).set(file);
  const answer = Decode(at, file.length, maxPixels) >>> 0;
  const [pixels, width, height, code, codeSize, message, messageSize] = new Uint32Array(
    memory.buffer,
    answer,
    7,
  );
  if (code) {
    const why = /** @type {import('./errors.js').ErrorCode} */ (text(code, codeSize));
    throw new ResiduaError(why, text(message, messageSize));
  }
  return { data: view(pixels, width * height * 4), width, height };
}
