// The worker in Node.

import { parentPort } from 'node:worker_threads';
import { nodeIo } from './engine/node-io.js';
import { serve } from './engine/serve.js';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

serve(nodeIo, {
  post: (message, transfer) => port.postMessage(message, /** @type {any[]} */ (transfer)),
  onMessage: (listener) => port.on('message', listener),
});
