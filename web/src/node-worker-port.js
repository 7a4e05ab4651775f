// A worker of Node, as its clients see it.

import { Worker } from 'node:worker_threads';

/**
 * Starts a worker that keeps the process alive only while calls are pending.
 * @param {URL} script
 * @returns {ReturnType<typeof import('./worker-port.js').portOf>}
 */
export function startPort(script) {
  // Without the options of the process, some of which apply only to its main script, such as those of `node --input-type=module
  // -e`.
  const worker = new Worker(script, { execArgv: [] });
  let unanswered = 0;
  worker.unref();
  return {
    post(message, transfer) {
      if (unanswered++ === 0) worker.ref();
      worker.postMessage(message, transfer);
    },
    onMessage: (listener) =>
      void worker.on('message', (reply) => {
        if (!('progress' in reply) && --unanswered === 0) worker.unref();
        listener(reply);
      }),
    onFailure: (listener) => void worker.on('error', listener),
    terminate: () => void worker.terminate(),
  };
}
