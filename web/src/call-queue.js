// Runs asynchronous tasks in order, one or a few at a time.

import { abortable } from './abortable.js';

/**
 * @typedef {object} Entry
 * @property {() => Promise<unknown>} task
 * @property {AbortSignal} [signal]
 * @property {(value: any) => void} resolve
 * @property {(reason: unknown) => void} reject
 */

/**
 * A waiting task can be aborted before it starts. A running one cannot be interrupted (a worker that executes WebAssembly reads
 * no messages): aborting it rejects its promise at once and drops its result; the next task starts when it has ended.
 */
export class CallQueue {
  /** @type {Set<Entry>} whose preparation has not ended */
  #preparing = new Set();
  /** @type {Entry[]} */
  #waiting = [];
  /** @type {Set<Entry>} */
  #running = new Set();
  #width;
  /** @type {unknown} */
  #closedWith;

  /** @param {() => number} [width] how many tasks may run at a time */
  constructor(width = () => 1) {
    this.#width = width;
  }

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @param {AbortSignal} [signal] an abort rejects with its reason
   * @param {Promise<unknown>} [prepared] the task's preparation: the task enters the queue when this resolves, so that it does
   *   not delay others
   * @returns {Promise<T>}
   */
  run(task, signal, prepared) {
    if (this.#closedWith !== undefined) return Promise.reject(this.#closedWith);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const settled = () =>
      new Promise((resolve, reject) => {
        const entry = { task, signal, resolve, reject };
        const enter = () => {
          // The queue was closed in the meantime.
          if (prepared && !this.#preparing.delete(entry)) return;
          this.#waiting.push(entry);
          this.#next();
        };
        if (!prepared) return enter();
        this.#preparing.add(entry);
        prepared.then(enter, (error) => {
          this.#preparing.delete(entry);
          reject(error);
        });
      });
    return abortable(signal, settled);
  }

  /**
   * Rejects all waiting and running tasks, and every later one, with `reason`.
   * @param {unknown} reason
   */
  close(reason) {
    if (this.#closedWith !== undefined) return;
    this.#closedWith = reason;
    for (const { reject } of [...this.#running, ...this.#preparing, ...this.#waiting]) {
      reject(reason);
    }
    this.#preparing.clear();
    this.#waiting = [];
  }

  #next() {
    this.#waiting = this.#waiting.filter((one) => !one.signal?.aborted);
    while (this.#running.size < this.#width()) {
      const entry = this.#waiting.shift();
      if (!entry) return;
      this.#running.add(entry);
      // The first `then` turns an exception of the task into a rejection.
      Promise.resolve()
        .then(entry.task)
        .then(entry.resolve, entry.reject)
        .finally(() => {
          this.#running.delete(entry);
          this.#next();
        });
    }
  }
}
