// Runs asynchronous tasks one after the other, in the order in which they were handed in.

import { abortable } from './abortable.js';

/**
 * @typedef {object} Entry
 * @property {() => Promise<unknown>} task
 * @property {AbortSignal} [signal]
 * @property {(value: any) => void} resolve
 * @property {(reason: unknown) => void} reject
 */

/**
 * A waiting task can be aborted before it starts. One that runs cannot be interrupted (a worker busy
 * in WebAssembly reads no messages): aborting it rejects its promise at once and its late result is
 * dropped; the next task starts when it has really ended.
 */
export class CallQueue {
  /** @type {Entry[]} */
  #waiting = [];
  /** @type {Entry | undefined} */
  #running;
  /** @type {unknown} */
  #closedWith;

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @param {AbortSignal} [signal] rejects with its reason
   * @returns {Promise<T>}
   */
  run(task, signal) {
    if (this.#closedWith !== undefined) return Promise.reject(this.#closedWith);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const settled = () =>
      new Promise((resolve, reject) => {
        this.#waiting.push({ task, signal, resolve, reject });
        if (!this.#running) this.#next();
      });
    return abortable(signal, settled);
  }

  /**
   * Rejects everything that waits or runs, and every later call, with `reason`.
   * @param {unknown} reason
   */
  close(reason) {
    if (this.#closedWith !== undefined) return;
    this.#closedWith = reason;
    this.#running?.reject(reason);
    for (const { reject } of this.#waiting) reject(reason);
    this.#waiting = [];
  }

  #next() {
    this.#waiting = this.#waiting.filter((one) => !one.signal?.aborted);
    const entry = this.#waiting.shift();
    this.#running = entry;
    if (!entry) return;
    // The first `then` makes a task that throws at once a rejected one.
    Promise.resolve()
      .then(entry.task)
      .then(entry.resolve, entry.reject)
      .finally(() => this.#next());
  }
}
