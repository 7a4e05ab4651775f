// The part of the WebAssembly that reads PyTorch's and ONNX files, which few visitors bring: a file of its own, loaded into the
// module's memory when such a checkpoint comes (scripts/web/split-module.mjs).

import { ResiduaError, toResiduaError } from '../errors.js';

/**
 * Whether the module reads the file without its readers.
 * @param {Uint8Array} bytes that it begins with
 */
export function isSafetensors(bytes) {
  // The length of the header, 8 bytes, then the header, as SafetensorsFormat::Begins has it.
  return bytes[8] === 0x7b && !(bytes[4] | bytes[5] | bytes[6] | bytes[7]);
}

/**
 * Adds the readers to a module; does nothing where they are in it already, as in residua/inline.
 * @param {import('./wasm-module.js').WasmModule} module
 * @param {string} address
 * @param {import('./engine.js').Io} io
 * @param {AbortSignal} [signal]
 * @throws {ResiduaError} `download-failed`
 */
export async function loadReaders({ wasmExports }, address, io, signal) {
  // What they need of the module, and what it exports for nobody else.
  if (!Object.keys(wasmExports).some((name) => name.startsWith('%'))) return;
  try {
    const bytes = /** @type {BufferSource} */ (await io.readUrl(address, signal));
    await WebAssembly.instantiate(bytes, { core: wasmExports });
  } catch (cause) {
    signal?.throwIfAborted();
    const error = toResiduaError(cause);
    if (error.code === 'out-of-memory') throw error;
    throw new ResiduaError(
      'download-failed',
      `What reads PyTorch and ONNX files could not be loaded from ${address} (${error.message}). If the files of the ` +
        'module are elsewhere, name their folder as wasmUrl.',
      { cause },
    );
  }
}
