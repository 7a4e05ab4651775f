// Runs asynchronous tasks one after the other, or a few at a time, in the order in which they were handed in.

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
  /** @type {Set<Entry>} whose preparation has not ended */
  #preparing = new Set();
  /** @type {Entry[]} */
  #waiting = [];
  /** @type {Set<Entry>} */
  #running = new Set();
  #width;
  /** @type {unknown} */
  #closedWith;

  /** @param {() => number} [width] how many may run at a time */
  constructor(width = () => 1) {
    this.#width = width;
  }

  /**
   * @template T
   * @param {() => Promise<T>} task
   * @param {AbortSignal} [signal] rejects with its reason
   * @param {Promise<unknown>} [prepared] what the task needs: it takes its place in the queue when this is there, so that it
   *   keeps no other waiting
   * @returns {Promise<T>}
   */
  run(task, signal, prepared) {
    if (this.#closedWith !== undefined) return Promise.reject(this.#closedWith);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const settled = () =>
      new Promise((resolve, reject) => {
        const entry = { task, signal, resolve, reject };
        const enter = () => {
          // It was closed meanwhile.
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
   * Rejects everything that waits or runs, and every later call, with `reason`.
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
      // The first `then` makes a task that throws at once a rejected one.
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
