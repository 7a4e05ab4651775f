// Where things are in Node.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeIo } from './engine/node-io.js';
import { ResiduaError, toResiduaError } from './errors.js';
import { startPort } from './node-worker-port.js';

// Not in the function below: file tracing, as Nuxt's and Vercel's servers are made by, follows no address that an arrow function gives.
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
  // In the program's own thread the other threads would keep the program from ending.
  mayBlock: () => false,
  // A text without a scheme is a path; two letters at least, since C: is a drive.
  toAddress: (address) =>
    typeof address === 'string' && !/^[a-z][a-z\d+.-]+:/i.test(address)
      ? pathToFileURL(resolve(address)).href
      : new URL(address).href,
  io: nodeIo,
};

/**
 * @param {object & { code?: string }} cause why a worker died, or never lived
 * @returns {object}
 */
function explained(cause) {
  if (!/MODULE_NOT_FOUND/.test(cause.code ?? '')) return cause;
  return new ResiduaError(
    'download-failed',
    'A bundler has taken the module from beside its other files. Leave it out of the bundle: external in esbuild, ' +
      'externals in webpack, serverExternalPackages in Next.js.',
    { cause },
  );
}
