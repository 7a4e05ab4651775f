// The classes that a visitor makes and the photos in them, as they stand. Nothing here knows of the network, the page or the disk.

import { t } from '../text/text.js';

/**
 * @typedef {object} Sample
 * @property {string} key of its own, for good
 * @property {string} classKey
 * @property {string} name of the file it came from
 * @property {Blob} [picture] a reduced copy, from which another network can make its embedding; absent where it came from a
 *   file of samples
 * @property {Float32Array} embedding
 * @property {string} network which one made the embedding, see `networks.js`
 */

/**
 * @typedef {object} OwnClass
 * @property {string} key of its own, for good
 * @property {number} number by which it is called until it has a name
 * @property {string} name as the visitor wrote it; empty: none yet
 * @property {boolean} [none] its photos are counter-examples: they show none of the other classes
 */

/** @typedef {{ entry: OwnClass, at: number, samples: Sample[] }} Removed enough to put it back */

let serial = 0;

/** A key that no other visit has given. */
export const newKey = () =>
  `${Date.now().toString(36)}-${serial++}-${Math.random().toString(36).slice(2, 10)}`;

/** @param {OwnClass} entry @returns {string} what it is called, in the language of now */
export function nameOf({ name, number, none }) {
  return name || (none ? t('teach.none') : t('teach.class', { number }));
}

export class ClassSet {
  /** @type {OwnClass[]} */
  classes = [];
  /** In the order in which they came. @type {Map<string, Sample>} */
  samples = new Map();

  /** Two classes and counter-examples, without photos. */
  begin() {
    this.classes = [];
    this.samples.clear();
    this.addClass();
    this.addClass();
    this.addClass({ none: true });
  }

  /**
   * @param {{ name?: string, none?: boolean }} [options]
   * @returns {OwnClass} before the counter-examples, which come last
   */
  addClass({ name = '', none } = {}) {
    const number = 1 + Math.max(0, ...this.classes.map((one) => one.number));
    /** @type {OwnClass} */
    const entry = { key: newKey(), number: none ? 0 : number, name, ...(none ? { none } : {}) };
    const at = this.classes.findIndex((one) => one.none);
    this.classes.splice(at < 0 ? this.classes.length : at, 0, entry);
    return entry;
  }

  /** @param {string} key */
  find(key) {
    return this.classes.find((one) => one.key === key);
  }

  /** @param {string} name as it is shown; the classes of one set have different ones */
  named(name) {
    const wanted = name.trim().toLowerCase();
    return this.classes.find((one) => nameOf(one).toLowerCase() === wanted);
  }

  /** @param {string} key of a class @returns {Sample[]} */
  samplesOf(key) {
    return [...this.samples.values()].filter(({ classKey }) => classKey === key);
  }

  /** Classes that have photos, each with them. */
  filled() {
    return this.classes
      .map((entry) => ({ entry, samples: this.samplesOf(entry.key) }))
      .filter(({ samples }) => samples.length);
  }

  /**
   * @param {string} key of a class
   * @param {-1 | 1} by
   * @returns {boolean} whether there was room
   */
  moveClass(key, by) {
    const at = this.classes.findIndex((one) => one.key === key);
    if (!this.classes[at + by]) return false;
    const [entry] = this.classes.splice(at, 1);
    this.classes.splice(at + by, 0, entry);
    return true;
  }

  /** @param {string} key of a class @returns {Removed} */
  removeClass(key) {
    const at = this.classes.findIndex((one) => one.key === key);
    const [entry] = this.classes.splice(at, 1);
    const samples = this.samplesOf(key);
    for (const sample of samples) this.samples.delete(sample.key);
    return { entry, at, samples };
  }

  /** @param {Removed} removed */
  putClass({ entry, at, samples }) {
    this.classes.splice(at, 0, entry);
    for (const sample of samples) this.samples.set(sample.key, sample);
  }

  /** What all of it takes, in bytes. */
  get bytes() {
    let sum = 0;
    for (const { picture, embedding } of this.samples.values())
      sum += (picture?.size ?? 0) + embedding.byteLength;
    return sum;
  }
}
