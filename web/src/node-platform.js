// Where things are in Node.

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { nodeIo } from './engine/node-io.js';

/** @type {import('./create-classifier.js').Platform} */
export const nodePlatform = {
  startWorker() {
    // Without the options of the process: some are for its first script alone, as those of `node --input-type=module -e`.
    const worker = new Worker(new URL('./node-worker.js', import.meta.url), { execArgv: [] });
    // An idle classifier does not keep the program from ending.
    let unanswered = 0;
    worker.unref();
    return {
      post(message, transfer) {
        if (unanswered++ === 0) worker.ref();
        worker.postMessage(message, /** @type {any[]} */ (transfer));
      },
      onMessage: (listener) =>
        worker.on('message', (reply) => {
          if (!('progress' in reply) && --unanswered === 0) worker.unref();
          listener(reply);
        }),
      onFailure: (listener) => worker.on('error', listener),
      terminate: () => void worker.terminate(),
    };
  },
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
