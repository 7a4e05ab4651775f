// The page's side of the communication with the learning worker. An abort terminates the worker; the next call starts another
// one.

import { endedBy } from '../calls.js';
import { ResiduaError } from '../errors.js';

/** @typedef {import('./serve.js').TeachRequest} TeachRequest */
/** @typedef {import('./serve.js').TeachReply} TeachReply */

/**
 * A worker of a browser or of Node.
 * @typedef {object} TeachPort
 * @property {string} wasm address of its WebAssembly
 * @property {(request: TeachRequest, transfer: ArrayBuffer[]) => void} post
 * @property {(listener: (reply: TeachReply) => void) => void} onMessage
 * @property {(listener: (error: object) => void) => void} onFailure
 * @property {() => void} terminate
 */

/** @typedef {{ json: any, bytes: Uint8Array }} Answer */

export class TeachClient {
  #start;
  /** @type {TeachPort | undefined} */
  #port;
  /** @type {Map<number, { resolve: (answer: Answer) => void, reject: (error: unknown) => void, onProgress?: (done: number) => void }>} */
  #calls = new Map();
  #nextId = 0;

  /** @param {() => TeachPort} start */
  constructor(start) {
    this.#start = start;
  }

  /** Whether there is a worker with the last learned head. */
  get running() {
    return this.#port !== undefined;
  }

  /**
   * @param {object} json
   * @param {Float32Array | Uint8Array} [numbers] their buffer is transferred
   * @param {{ onProgress?: (done: number) => void, signal?: AbortSignal }} [options]
   * @returns {Promise<Answer>}
   */
  call(json, numbers, { onProgress, signal } = {}) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const port = (this.#port ??= this.#started());
      const id = this.#nextId++;
      const abort = () => this.end(signal?.reason);
      const settled =
        (/** @type {(value: any) => void} */ settle) => (/** @type {any} */ value) => {
          signal?.removeEventListener('abort', abort);
          settle(value);
        };
      this.#calls.set(id, { resolve: settled(resolve), reject: settled(reject), onProgress });
      signal?.addEventListener('abort', abort);
      const bytes = numbers && new Uint8Array(/** @type {ArrayBuffer} */ (numbers.buffer));
      port.post({ id, wasm: port.wasm, json, bytes }, bytes ? [bytes.buffer] : []);
    });
  }

  /**
   * Terminates the worker and frees its memory.
   * @param {unknown} reason for rejecting pending calls
   */
  end(reason) {
    this.#port?.terminate();
    this.#port = undefined;
    for (const { reject } of this.#calls.values()) reject(reason);
    this.#calls.clear();
  }

  #startPort() {
    try {
      return this.#start();
    } catch (cause) {
      throw new ResiduaError(
        'unsupported-browser',
        'The worker could not start. Trusted Types need a default policy for its address.',
        { cause },
      );
    }
  }

  #started() {
    const port = this.#startPort();
    port.onMessage((reply) => {
      const call = endedBy(this.#calls, reply);
      if ('error' in reply) {
        const { code, message } = reply.error;
        call?.reject(new ResiduaError(/** @type {any} */ (code), message));
      } else if ('json' in reply) call?.resolve(reply);
    });
    port.onFailure((cause) =>
      this.end(
        new ResiduaError(
          'download-failed',
          'teach-worker.js, a file of this module, could not be loaded. Serve it with the other files.',
          { cause },
        ),
      ),
    );
    return port;
  }
}
