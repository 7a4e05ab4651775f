// Starts the WebAssembly with the requested number of threads.

import { ResiduaError, toResiduaError } from '../errors.js';
import { sharing, withThreadsOf } from './sharing.js';

/**
 * @param {import('./engine.js').LoadRequest} request
 * @param {import('./engine.js').Io} io
 * @param {Worker[]} workers receives its threads
 * @returns {Promise<import('./wasm-module.js').WasmModule>}
 */
export async function startModule(request, io, workers) {
  const { assets, flavour, wasmBinary, threads, model } = request;
  let imported = false;
  try {
    const { default: createModule } = await io.importGlue(assets.glue);
    imported = true;
    const binary = wasmBinary ?? (await io.readWasm?.(assets.wasm));
    const start = () =>
      createModule({
        wasmBinary: binary,
        ...(threads > 1 ? sharing(threads, model) : {}),
        locateFile: () => assets.wasm,
        // Errors are thrown; nothing is printed.
        print: () => {},
        printErr: () => {},
      });
    return await (threads > 1 ? withThreadsOf(assets.glue, workers, start) : start());
  } catch (cause) {
    const error = toResiduaError(cause);
    if (error === cause || error.code === 'out-of-memory') throw error;
    const { message } = /** @type {Error} */ (Object(cause));
    const bytes =
      imported && (wasmBinary ?? (await io.readUrl(assets.wasm).catch(() => undefined)));
    if (bytes && isWasm(bytes)) {
      throw new ResiduaError(
        'unsupported-browser',
        `This browser could not start the flavour ${flavour} (${message}).`,
        { cause },
      );
    }
    throw notLoaded(wasmBinary ? 'wasmBinary' : assets.wasm, message, cause);
  }
}

/**
 * @param {string} address of a .wasm file
 * @param {string} message why
 * @param {unknown} cause
 */
export function notLoaded(address, message, cause) {
  return new ResiduaError(
    'download-failed',
    `The WebAssembly module could not be loaded from ${address} (${message}). If the file is elsewhere, pass its address as wasmUrl.`,
    { cause },
  );
}

/**
 * Whether it is the expected file, so that the browser is the cause.
 * @param {Uint8Array} bytes
 */
function isWasm([zero, a, s, m]) {
  return zero === 0 && a === 97 && s === 115 && m === 109;
}
