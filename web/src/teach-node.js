// The same in Node.

import { Worker } from 'node:worker_threads';
import { createClassifier } from './node.js';
import { Teacher } from './teach/teacher.js';

export { Teacher } from './teach/teacher.js';

/** @type {typeof import('./teach.js').createTeacher} */
export function createTeacher(classifier, options) {
  return new Teacher(classifier, { createClassifier, startWorker }, options);
}

/** @returns {import('./teach/client.js').TeachPort} */
function startWorker() {
  const worker = new Worker(new URL('./teach-node-worker.js', import.meta.url), { execArgv: [] });
  // One that has nothing to do does not keep the program from ending.
  let unanswered = 0;
  worker.unref();
  return {
    wasm: new URL('../dist/residua-teach.wasm', import.meta.url).href,
    post(request, transfer) {
      if (unanswered++ === 0) worker.ref();
      worker.postMessage(request, transfer);
    },
    onMessage: (listener) =>
      worker.on('message', (reply) => {
        if (!('progress' in reply) && --unanswered === 0) worker.unref();
        listener(reply);
      }),
    onFailure: (listener) => worker.on('error', listener),
    terminate: () => void worker.terminate(),
  };
}
