// Several workers, each with a copy of the network, behind the face of one. Loaded only where several are asked for.

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
   * @param {number} others how many more there may be
   * @param {() => Promise<WorkerClient>} start gives another one, ready. They join one after the other, so that what the
   *   first keeps in the cache serves all; one that cannot start, for want of memory perhaps, is the last that is tried
   */
  constructor(first, others, start) {
    this.#members = [{ client: first, calls: 0 }];
    this.#grow(others, start).catch(() => {});
  }

  /** @returns {number} how many calls run at a time */
  get workers() {
    return this.#members.length;
  }

  /**
   * Answered by the worker with the least to do. What is sent is copied, so that where a worker dies another can take its
   * calls over.
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
