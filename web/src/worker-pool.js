// Several workers, each with a copy of the network, with the interface of one. Loaded only if several are requested.

/** @typedef {import('./backend.js').Backend} Backend */
/** @typedef {import('./worker-client.js').WorkerClient} WorkerClient */

/** @typedef {{ client: WorkerClient, calls: number }} Member calls: that it has not answered */

/** @implements {Backend} */
export class WorkerPool {
  /** @type {Member[]} */
  #members;
  #closed = false;

  /**
   * @param {WorkerClient} first ready; owned
   * @param {number} others the maximum number of additional workers
   * @param {() => Promise<WorkerClient>} start starts another one and resolves when it is ready. Workers start one after the
   *   other, so that all use the files that the first one cached; if one fails to start, for lack of memory perhaps, no more
   *   are started
   */
  constructor(first, others, start) {
    this.#members = [{ client: first, calls: 0 }];
    this.#grow(others, start).catch(() => {});
  }

  /** @returns {number} number of calls executed at the same time */
  get workers() {
    return this.#members.length;
  }

  /**
   * Calls go to the worker with the fewest pending calls. Their data is copied, so that if a worker dies, another one can take
   * over.
   * @param {any} method
   * @param {any[]} args
   * @param {import('./backend.js').CallOptions} [options]
   * @returns {Promise<any>}
   */
  async call(method, args, { onProgress } = {}) {
    for (;;) {
      const member = this.#members.reduce((a, b) => (b.calls < a.calls ? b : a));
      member.calls++;
      try {
        return await member.client.call(method, args, { onProgress });
      } catch (error) {
        const dead = member.client.failed && !this.#closed;
        const others = this.#members.filter((one) => one !== member);
        if (!dead || !others.length) throw error;
        this.#members = others;
      } finally {
        member.calls--;
      }
    }
  }

  close() {
    this.#closed = true;
    for (const { client } of this.#members) client.close();
  }

  /**
   * @param {number} others
   * @param {() => Promise<WorkerClient>} start
   */
  async #grow(others, start) {
    for (let i = 0; i < others && !this.#closed; i++) {
      const client = await start();
      if (this.#closed) client.close();
      else this.#members = [...this.#members, { client, calls: 0 }];
    }
  }
}
