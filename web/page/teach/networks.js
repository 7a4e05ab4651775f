// Which network an embedding came from. Files can have the same name and size and differ, so networks are told apart by what they
// make of a picture that is always the same.

import { newKey } from './class-set.js';

/** @typedef {{ key: string, embedding: Float32Array }} Network */
/** @typedef {import('../model/session.js').Current} Current */

const SIDE = 96; // pixels

/** Builds of the WebAssembly differ in the last digits, networks by far more. */
const SAME = 0.9999;

export class Networks {
  /** @type {Network[]} */
  #known = [];
  /** @type {WeakMap<Current, Promise<string>>} */
  #asked = new WeakMap();
  #onNew;

  /** @param {(networks: Network[]) => void} onNew told all of them when there is a new one */
  constructor(onNew) {
    this.#onNew = onNew;
  }

  /** @param {Network[]} known from earlier visits */
  restore(known) {
    this.#known = known;
  }

  /**
   * @param {Current} current
   * @returns {Promise<string>} its key
   */
  keyOf(current) {
    const asked = this.#asked.get(current) ?? this.#ask(current);
    this.#asked.set(current, asked);
    return asked;
  }

  /** @param {Current} current */
  async #ask({ classifier }) {
    const embedding = await classifier.embed(pattern());
    const found = this.#known.find((one) => likeness(one.embedding, embedding) > SAME);
    if (found) return found.key;
    const network = { key: newKey(), embedding };
    this.#known.push(network);
    this.#onNew(this.#known);
    return network.key;
  }
}

/** A picture with edges, colours and fine texture. */
function pattern() {
  const data = new Uint8ClampedArray(4 * SIDE * SIDE);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const inside = (x - 48) ** 2 + (y - 40) ** 2 < 700;
      const texture = 24 * ((x >> 2) % 2) + 16 * ((y >> 1) % 2);
      data.set(
        [(inside ? 200 : 60) + texture, 2 * y + texture, inside ? 40 : 2 * x, 255],
        4 * (y * SIDE + x),
      );
    }
  }
  return { data, width: SIDE, height: SIDE };
}

/**
 * @param {Float32Array} a
 * @param {Float32Array} b
 * @returns {number} the cosine between them; 0 where their lengths differ
 */
function likeness(a, b) {
  if (a.length !== b.length) return 0;
  let [product, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i] * b[i];
    ofA += a[i] ** 2;
    ofB += b[i] ** 2;
  }
  return product / Math.sqrt(ofA * ofB);
}
