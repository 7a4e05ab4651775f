// The worker that learns, in Node.

import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { serve } from './teach/serve.js';

const port = /** @type {import('node:worker_threads').MessagePort} */ (parentPort);

serve(
  {
    post: (reply) => port.postMessage(reply),
    onMessage: (listener) => port.on('message', listener),
  },
  (url) => readFile(new URL(url)),
);
