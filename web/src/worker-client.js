// The page's side of the communication with the worker.

import { endedBy } from './calls.js';
import { foreignPicture } from './engine/browser-decoder.js';
import { fromWire, ResiduaError, toResiduaError } from './errors.js';
import { tagOf, unreadable } from './options.js';

/** @typedef {import('./engine/serve.js').Request} Request */
/** @typedef {import('./engine/serve.js').Reply} Reply */

/**
 * The interface of a worker that is needed here, in a browser or Node.
 * @typedef {object} WorkerPort
 * @property {(message: Request, transfer: import('./photo-source.js').TransferableObject[]) => void} post
 * @property {(listener: (reply: Reply) => void) => void} onMessage
 * @property {(listener: (error: object) => void) => void} onFailure the worker's script could not be loaded, or the worker died
 * @property {() => void} terminate
 */

/**
 * @typedef {object} Call
 * @property {(result: any) => void} resolve
 * @property {(error: unknown) => void} reject
 * @property {((progress: any) => void) | undefined} onProgress
 */

export class WorkerClient {
  #port;
  /** @type {Map<number, Call>} */
  #calls = new Map();
  #nextId = 0;
  /** @type {ResiduaError | undefined} */
  #failure;

  /** @param {WorkerPort} port owned */
  constructor(port) {
    this.#port = port;
    port.onMessage((reply) => this.#receive(reply));
    port.onFailure((cause) => this.#fail(cause));
  }

  /**
   * @param {Request['method']} method
   * @param {unknown[]} args
   * @param {import('./backend.js').CallOptions} [options]
   * @returns {Promise<any>}
   */
  call(method, args, { transfer = [], onProgress } = {}) {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#calls.set(id, { resolve, reject, onProgress });
      try {
        this.#port.post(/** @type {Request} */ ({ id, method, args }), transfer);
      } catch (cause) {
        this.#calls.delete(id);
        // Transferred objects were copied before, except for images, which know their owner.
        reject((tagOf(transfer[0]) === 'ImageBitmap' ? foreignPicture : unreadable)(cause));
      }
    });
  }

  /** Whether the worker died or failed to start; it then answers no more calls. */
  get failed() {
    return this.#failure !== undefined;
  }

  /** Terminates the worker at once and frees its memory. */
  close() {
    this.#port.terminate();
  }

  /** @param {Reply} reply */
  #receive(reply) {
    const call = endedBy(this.#calls, reply);
    if ('error' in reply) call?.reject(fromWire(reply.error));
    else if ('result' in reply) call?.resolve(reply.result);
  }

  /** @param {object} cause an Event or an Error */
  #fail(cause) {
    // Browsers give no reason why a script could not be loaded.
    this.#failure = /** @type {any} */ (cause).message
      ? toResiduaError(cause)
      : new ResiduaError(
          'download-failed',
          'worker.js, a file of this module, could not be loaded. Serve it with the other files, and let the ' +
            "Content-Security-Policy allow it: worker-src 'self' blob:.",
          { cause },
        );
    for (const { reject } of this.#calls.values()) reject(this.#failure);
    this.#calls.clear();
    this.#port.terminate();
  }
}
