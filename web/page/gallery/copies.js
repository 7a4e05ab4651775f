// Copies of the network, each in a worker of its own, that answer for many photos side by side. They need no isolated page, as
// threads do; where threads share the work of one photo there are none.

import { copyOf } from '../model/session.js';

/** @typedef {import('../model/session.js').Current} Current */
/** @typedef {{ network: Current, calls: number }} Member calls: that it has not answered */

const MOST = 3;

export class Copies {
  #onReady;
  #copyOf;
  /** What the copies are of. @type {Current | undefined} */
  #original;
  /** The original first. @type {Member[]} */
  #members = [];
  #controller = new AbortController();

  /**
   * @param {() => void} onReady there is another copy
   * @param {typeof copyOf} [copy]
   */
  constructor(onReady, copy = copyOf) {
    this.#onReady = onReady;
    this.#copyOf = copy;
  }

  /** How many photos are answered at a time. */
  get size() {
    return Math.max(1, this.#members.length);
  }

  /**
   * Begins to make as many copies as the machine has room for; nothing if they are there already.
   * @param {Current} original
   */
  grow(original) {
    if (this.#original === original) return;
    this.close();
    this.#original = original;
    this.#members = [{ network: original, calls: 0 }];
    this.#make(original, roomFor(original), this.#controller.signal).catch(() => {
      // For want of memory, perhaps: those that are there answer.
    });
  }

  /**
   * Lets the network with the least to do answer. What fails in a copy is asked of the original, since it may be the copy's
   * fault.
   * @template T
   * @param {Current} original
   * @param {(network: Current) => Promise<T>} ask
   * @returns {Promise<T>}
   */
  async answer(original, ask) {
    if (this.#original !== original) return ask(original);
    const [first] = this.#members;
    const member = this.#members.reduce((a, b) => (b.calls < a.calls ? b : a));
    member.calls++;
    try {
      return await ask(member.network);
    } catch (error) {
      if (member === first) throw error;
    } finally {
      member.calls--;
    }
    const answer = await ask(original);
    if (this.#members.includes(member)) {
      this.#members = this.#members.filter((one) => one !== member);
      member.network.classifier.close();
    }
    return answer;
  }

  /** Gives the copies' memory back. */
  close() {
    this.#controller.abort();
    this.#controller = new AbortController();
    for (const { network } of this.#members.slice(1)) network.classifier.close();
    this.#members = [];
    this.#original = undefined;
  }

  /**
   * One after the other, so that each finds the weights in the browser's cache.
   * @param {Current} original
   * @param {number} count
   * @param {AbortSignal} signal
   */
  async #make(original, count, signal) {
    for (let i = 0; i < count && !signal.aborted; i++) {
      const network = await this.#copyOf(original, signal);
      if (signal.aborted) network.classifier.close();
      else this.#members.push({ network, calls: 0 });
      this.#onReady();
    }
  }
}

/**
 * A copy takes about 1.5 times its weights and 40 MB, of a quarter of the memory.
 * @param {Current} original
 */
function roomFor({ info: { threads, parameters } }) {
  if (threads > 1) return 0;
  const { hardwareConcurrency: cores = 1 } = navigator;
  const gigabytes = /** @type {any} */ (navigator).deviceMemory ?? 4;
  const held = Math.floor((gigabytes * 250e6) / (6 * parameters + 40e6));
  return Math.max(0, Math.min(MOST + 1, cores > 4 ? cores >> 1 : cores, held) - 1);
}
