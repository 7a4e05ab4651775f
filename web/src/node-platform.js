// Where things are in Node.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeIo } from './engine/node-io.js';
import { startPort } from './node-worker-port.js';

/** @type {import('./create-classifier.js').Platform} */
export const nodePlatform = {
  startWorker: () => startPort(new URL('./node-worker.js', import.meta.url)),
  assets: (flavour) => ({
    glue: new URL(`../dist/residua-${flavour}.mjs`, import.meta.url).href,
    wasm: new URL(`../dist/residua-${flavour}.wasm`, import.meta.url).href,
    readers: new URL(`../dist/residua-${flavour}-readers.wasm`, import.meta.url).href,
  }),
  builtin: () => new URL('../dist/builtin.safetensors', import.meta.url).href,
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
