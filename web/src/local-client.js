// The engine in the calling thread (`worker: false`), with the interface of WorkerClient.

import { Engine } from './engine/engine.js';

export class LocalClient {
  #io;
  /** @type {Engine | undefined} */
  #engine;
  #closed = false;

  /** @param {import('./engine/engine.js').Io} io */
  constructor(io) {
    this.#io = io;
  }

  /**
   * @param {'load' | import('./engine/serve.js').Method} method
   * @param {any[]} args
   * @param {import('./backend.js').CallOptions} [options]
   * @returns {Promise<any>}
   */
  async call(method, args, { onProgress, signal } = {}) {
    if (method === 'load') {
      const engine = await Engine.load(args[0], { io: this.#io, onProgress, signal });
      if (this.#closed) engine.close();
      else this.#engine = engine;
      return engine.info();
    }
    if (!this.#engine) throw new Error(`${method} before load`);
    return this.#engine[method](.../** @type {[any, any]} */ (args));
  }

  /** Frees the network's memory in the module, and releases the module to the garbage collector. */
  close() {
    this.#closed = true;
    this.#engine?.close();
    this.#engine = undefined;
  }
}
