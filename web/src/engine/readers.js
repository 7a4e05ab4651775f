// The part of the WebAssembly that reads PyTorch and ONNX files, which few visitors need: a separate file, loaded into the
// module's memory with the first such checkpoint (scripts/web/split-module.mjs).

import { toResiduaError } from '../errors.js';
import { notLoaded } from './start-module.js';

/**
 * Whether the module can read the file without the readers.
 * @param {Uint8Array} bytes its first bytes
 */
export function isSafetensors(bytes) {
  // The length of the header, 8 bytes, then the header, as in SafetensorsFormat::Begins.
  return bytes[8] === 0x7b && !(bytes[4] | bytes[5] | bytes[6] | bytes[7]);
}

/**
 * Adds the readers to a module; does nothing if it contains them, as in residua/inline.
 * @param {import('./wasm-module.js').WasmModule} module
 * @param {string} address
 * @param {import('./engine.js').Io} io
 * @param {AbortSignal} [signal]
 * @throws {import('../errors.js').ResiduaError} `download-failed`
 */
export async function loadReaders({ wasmExports }, address, io, signal) {
  // The module's exports that only the readers use.
  if (!Object.keys(wasmExports).some((name) => name.startsWith('%'))) return;
  try {
    const bytes = /** @type {BufferSource} */ (await io.readUrl(address, signal));
    await WebAssembly.instantiate(bytes, { core: wasmExports });
  } catch (cause) {
    signal?.throwIfAborted();
    const error = toResiduaError(cause);
    throw error.code === 'out-of-memory' ? error : notLoaded(address, error.message, cause);
  }
}
