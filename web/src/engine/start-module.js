// Brings the WebAssembly to life, on as many threads as are asked for.

import { ResiduaError, toResiduaError } from '../errors.js';
import { sharing, withThreadsOf } from './sharing.js';

/**
 * @param {import('./engine.js').LoadRequest} request
 * @param {import('./engine.js').Io} io
 * @param {Worker[]} workers takes its threads
 * @returns {Promise<import('./wasm-module.js').WasmModule>}
 */
export async function startModule({ assets, wasmBinary, threads, model }, io, workers) {
  try {
    const { default: createModule } = await io.importGlue(assets.glue);
    const binary = wasmBinary ?? (await io.readWasm?.(assets.wasm));
    const start = () =>
      createModule({
        wasmBinary: binary,
        ...(threads > 1 ? sharing(threads, model) : {}),
        locateFile: () => assets.wasm,
        // What goes wrong is thrown; nothing is printed.
        print: () => {},
        printErr: () => {},
      });
    return await (threads > 1 ? withThreadsOf(assets.glue, workers, start) : start());
  } catch (cause) {
    const error = toResiduaError(cause);
    if (error === cause || error.code === 'out-of-memory') throw error;
    const { message } = /** @type {Error} */ (Object(cause));
    throw new ResiduaError(
      'download-failed',
      `The WebAssembly module could not be loaded from ${wasmBinary ? 'wasmBinary' : assets.wasm} (${message}). If the file is ` +
        'elsewhere, name it as wasmUrl.',
      { cause },
    );
  }
}
