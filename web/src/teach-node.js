// The same in Node.

import { createClassifier } from './node.js';
import { startPort } from './node-worker-port.js';
import { Teacher } from './teach/teacher.js';

export { Teacher } from './teach/teacher.js';

/** @type {typeof import('./teach.js').createTeacher} */
export function createTeacher(classifier, options) {
  return new Teacher(classifier, { createClassifier, startWorker }, options);
}

/** @returns {import('./teach/client.js').TeachPort} */
function startWorker() {
  return {
    wasm: new URL('../dist/residua-teach.wasm', import.meta.url).href,
    ...startPort(new URL('./teach-node-worker.js', import.meta.url)),
  };
}
