// Locations of the module's files in Node.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeIo } from './engine/node-io.js';
import { ResiduaError, toResiduaError } from './errors.js';
import { startPort } from './node-worker-port.js';

// Not inside the function below: file tracing, as used to build servers with Nuxt or for Vercel, does not follow addresses in
// arrow functions.
const BUILTIN = new URL('../dist/builtin.safetensors', import.meta.url).href;

/** @type {import('./create-classifier.js').Platform} */
export const nodePlatform = {
  startWorker() {
    try {
      const port = startPort(new URL('./node-worker.js', import.meta.url));
      const onFailure = (/** @type {(error: object) => void} */ listener) =>
        port.onFailure((error) => listener(explained(error)));
      return { ...port, onFailure };
    } catch (error) {
      // As under Node's permission model.
      throw toResiduaError(error);
    }
  },
  assets: (flavour) => ({
    glue: new URL(`../dist/residua-${flavour}.mjs`, import.meta.url).href,
    wasm: new URL(`../dist/residua-${flavour}.wasm`, import.meta.url).href,
    readers: new URL(`../dist/residua-${flavour}-readers.wasm`, import.meta.url).href,
  }),
  builtin: () => BUILTIN,
  cores: availableParallelism,
  // In the process's main thread, the other threads would keep the process alive.
  mayBlock: () => false,
  // A text without a scheme is a path; a scheme has at least two letters, since C: is a drive.
  toAddress: (address) =>
    typeof address === 'string' && !/^[a-z][a-z\d+.-]+:/i.test(address)
      ? pathToFileURL(resolve(address)).href
      : new URL(address).href,
  io: nodeIo,
};

/**
 * @param {object & { code?: string }} cause why a worker died or failed to start
 * @returns {object}
 */
function explained(cause) {
  if (!/MODULE_NOT_FOUND/.test(cause.code ?? '')) return cause;
  return new ResiduaError(
    'download-failed',
    'A bundler has separated the module from its other files. Exclude it from the bundle: external in esbuild, ' +
      'externals in webpack, serverExternalPackages in Next.js.',
    { cause },
  );
}
