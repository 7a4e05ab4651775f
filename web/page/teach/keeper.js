// Writes what changes to the store, and knows what could not be written: where the storage is full the page goes on, and tries
// again when there may be room.

import { Store } from './store.js';

/** @typedef {import('./class-set.js').Sample} Sample */

/** Photos that are written at a time: the page answers in between. */
const AT_A_TIME = 20;

/** `kept`: all is stored; `full`: there is no room for some photos; `none`: the browser stores nothing here. */
/** @typedef {'kept' | 'full' | 'none'} Keeping */

/** Says `change` when `state` or `unsaved` may have changed. */
export class Keeper extends EventTarget {
  /** @type {Store | undefined} */
  #store;
  /** Photos that are not stored, by key. @type {Map<string, Sample>} */
  #unsaved = new Map();
  /** What is not stored yet, if anything. @type {import('./class-set.js').OwnClass[] | undefined} */
  #classes;
  /** @type {import('./networks.js').Network[] | undefined} */
  #known;
  /** One write after the other. @type {Promise<void>} */
  #last = Promise.resolve();
  #refused = false;
  #waiting = false;

  /** @returns {Promise<Awaited<ReturnType<Store['load']>> | undefined>} what earlier visits stored */
  async load() {
    try {
      this.#store = await Store.open();
      return await this.#store.load();
    } catch {
      this.#store = undefined;
      return undefined;
    }
  }

  /** @returns {Keeping} */
  get state() {
    if (!this.#store) return 'none';
    return this.#refused ? 'full' : 'kept';
  }

  /** How many photos would be lost with the page. */
  get unsaved() {
    return this.#refused ? this.#unsaved.size : 0;
  }

  /** @param {Sample[]} samples new ones, or changed ones */
  keep(samples) {
    for (const sample of samples) this.#unsaved.set(sample.key, sample);
    this.#flush();
  }

  /** @param {string[]} keys */
  forget(keys) {
    for (const key of keys) this.#unsaved.delete(key);
    this.#do((store) => store.removeSamples(keys));
    // What was removed may have made room.
    this.#flush();
  }

  /** @param {import('./class-set.js').OwnClass[]} classes */
  keepClasses(classes) {
    this.#classes = structuredClone(classes);
    this.#flush();
  }

  /** @param {import('./networks.js').Network[]} networks */
  keepNetworks(networks) {
    this.#known = structuredClone(networks);
    this.#flush();
  }

  /** Forgets all photos and classes. */
  clear() {
    this.#unsaved.clear();
    this.#classes = undefined;
    this.#do((store) => store.clear());
    this.#flush();
  }

  /** @returns {Promise<void>} when all is written that could be */
  async close() {
    await this.#last;
    this.#store?.close();
    this.#store = undefined;
  }

  /** Photos that come one by one are written together. */
  #flush() {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#do(async (store) => {
      this.#waiting = false;
      const [classes, known] = [this.#classes, this.#known];
      if (classes) await store.putClasses(classes);
      if (classes === this.#classes) this.#classes = undefined;
      if (known) await store.putNetworks(known);
      if (known === this.#known) this.#known = undefined;
      const samples = [...this.#unsaved.values()];
      for (let at = 0; at < samples.length; at += AT_A_TIME)
        await this.#putSamples(store, samples.slice(at, at + AT_A_TIME));
      this.#refused = false;
    });
  }

  /**
   * All, or else as many as there is room for.
   * @param {Store} store
   * @param {Sample[]} samples
   */
  async #putSamples(store, samples) {
    if (!samples.length) return;
    try {
      await store.putSamples(samples);
    } catch (error) {
      if (samples.length === 1) throw error;
      for (const sample of samples) await this.#putSamples(store, [sample]);
      return;
    }
    for (const sample of samples)
      if (this.#unsaved.get(sample.key) === sample) this.#unsaved.delete(sample.key);
  }

  /** @param {(store: Store) => Promise<void>} act */
  #do(act) {
    this.#last = this.#last.then(async () => {
      if (!this.#store) return;
      try {
        await act(this.#store);
      } catch {
        this.#refused = true;
      }
      this.dispatchEvent(new Event('change'));
    });
  }
}
