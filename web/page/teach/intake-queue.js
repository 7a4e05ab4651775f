// Looks at photos away from the page, which goes on meanwhile: one after the other or, where there are many, by copies of the
// network side by side. A photo that cannot be read keeps no other one waiting.

import { Copies } from '../gallery/copies.js';
import { isFilm } from '../intake/sort-files.js';
import { inMemory } from './in-memory.js';

/** @typedef {import('../model/session.js').Current} Current */

/**
 * @typedef {object} Job
 * @property {string} name of the photo
 * @property {Blob} photo
 * @property {() => boolean} wanted whether anyone still waits for it
 * @property {(seen: { embedding: Float32Array, network: string, photo: Blob | Uint8Array<ArrayBuffer> }) => Promise<void> | void} onDone photo:
 *   its content, to be handed on
 */

/** One photo is decoded while a network looks at another. */
const AT_ONCE = 2; // for each network

/** Fewer are looked at before a copy of the network is ready. */
const WORTH_COPIES = 12;

/** Says `progress` when `done` or `total` has changed, and `idle` when nothing waits any more. */
export class IntakeQueue extends EventTarget {
  #session;
  #networks;
  #onFailed;
  /** @type {{ job: Job, settle: () => void }[]} */
  #waiting = [];
  #running = 0;
  #closed = false;
  #copies = new Copies(() => this.#pump());
  done = 0;
  total = 0;

  /**
   * @param {import('../model/session.js').ModelSession} session
   * @param {import('./networks.js').Networks} networks
   * @param {(name: string, error: unknown) => void} onFailed
   */
  constructor(session, networks, onFailed) {
    super();
    this.#session = session;
    this.#networks = networks;
    this.#onFailed = onFailed;
  }

  get busy() {
    return this.#running + this.#waiting.length > 0;
  }

  /**
   * @param {Job[]} jobs
   * @returns {Promise<void>} when they are done, or have failed
   */
  async add(jobs) {
    if (this.#closed) return;
    if (!this.busy) this.done = this.total = 0;
    this.total += jobs.length;
    const all = jobs.map(
      (job) => new Promise((resolve) => this.#waiting.push({ job, settle: () => resolve(0) })),
    );
    this.#say('progress');
    this.#pump();
    await Promise.all(all);
  }

  close() {
    this.#closed = true;
    this.#copies.close();
    for (const { settle } of this.#waiting.splice(0)) settle();
  }

  #pump() {
    while (this.#running < AT_ONCE * this.#copies.size && this.#waiting.length) {
      const { job, settle } = /** @type {{ job: Job, settle: () => void }} */ (
        this.#waiting.shift()
      );
      this.#running++;
      this.#look(job).finally(() => {
        this.#running--;
        this.done++;
        settle();
        if (this.#closed) return;
        this.#say('progress');
        if (!this.busy) {
          this.#copies.close();
          this.#say('idle');
        }
        this.#pump();
      });
    }
  }

  /** @param {Job} job */
  async #look(job) {
    while (job.wanted() && !this.#closed) {
      const current = await this.#session.whenReady();
      try {
        if (isFilm(job.photo)) throw Object.assign(new Error('a film'), { code: 'invalid-image' });
        const network = await this.#networks.keyOf(current);
        const photo = await inMemory(job.photo);
        if (this.#waiting.length >= WORTH_COPIES) this.#copies.grow(current);
        const embedding = await this.#copies.answer(current, ({ classifier }) =>
          classifier.embed(photo),
        );
        // What a network that has been replaced says of it is of no use.
        if (current !== this.#session.current) continue;
        if (job.wanted() && !this.#closed) await job.onDone({ embedding, network, photo });
        return;
      } catch (error) {
        if (current !== this.#session.current) continue;
        if (!this.#closed) this.#onFailed(job.name, error);
        return;
      }
    }
  }

  /** @param {string} type */
  #say(type) {
    this.dispatchEvent(new Event(type));
  }
}
