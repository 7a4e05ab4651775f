// Copies of the network, each in its own worker, that classify many photos in parallel. Unlike threads they do not need an
// isolated page; where threads share the work of one photo, there are no copies.

import { copyOf } from '../model/session.js';

/** @typedef {import('../model/session.js').Current} Current */
/** @typedef {{ network: Current, calls: number }} Member calls: that it has not answered */

const MOST = 3;

export class Copies {
  #onReady;
  #copyOf;
  /** The network that the copies are made of. @type {Current | undefined} */
  #original;
  /** The original comes first. @type {Member[]} */
  #members = [];
  #controller = new AbortController();

  /**
   * @param {() => void} onReady called when another copy is ready
   * @param {typeof copyOf} [copy]
   */
  constructor(onReady, copy = copyOf) {
    this.#onReady = onReady;
    this.#copyOf = copy;
  }

  /** The number of photos classified at a time. */
  get size() {
    return Math.max(1, this.#members.length);
  }

  /**
   * Starts creating as many copies as fit the machine; does nothing if they exist.
   * @param {Current} original
   */
  grow(original) {
    if (this.#original === original) return;
    this.close();
    this.#original = original;
    this.#members = [{ network: original, calls: 0 }];
    this.#make(original, roomFor(original), this.#controller.signal).catch(() => {
      // Probably out of memory: continue with the existing copies.
    });
  }

  /**
   * Uses the network with the fewest pending photos. If a copy fails, the original is tried, since the copy may be the cause.
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

  /** Frees the copies' memory. */
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
 * A copy takes about 1.5 times its weights plus 40 MB; all copies may take a quarter of the memory.
 * @param {Current} original
 */
function roomFor({ info: { threads, parameters } }) {
  if (threads > 1) return 0;
  const { hardwareConcurrency: cores = 1 } = navigator;
  const gigabytes = /** @type {any} */ (navigator).deviceMemory ?? 4;
  const held = Math.floor((gigabytes * 250e6) / (6 * parameters + 40e6));
  return Math.max(0, Math.min(MOST + 1, cores > 4 ? cores >> 1 : cores, held) - 1);
}
