// Samples of classes: the embedding of each photo, with an id.

import { checked, describe, mustBe } from '../options.js';
import { checkEmbedding, checkLabel, listOf } from './arguments.js';

/** @typedef {{ label: string, embedding: Float32Array }} Sample */

export class Collection {
  #nextId = 1;
  /** In the order of insertion. @type {Map<number, Sample>} */
  #samples = new Map();
  /** Classes in order. @type {string[]} */
  #labels = [];

  /** The length of embeddings; undefined while there are none. */
  get features() {
    for (const { embedding } of this.#samples.values()) return embedding.length;
    return undefined;
  }

  /** @returns {import('./teacher.js').TaughtClass[]} */
  classes() {
    /** @type {Map<string, number[]>} */
    const ids = new Map(this.#labels.map((label) => [label, []]));
    for (const [id, { label }] of this.#samples) ids.get(label)?.push(id);
    return [...ids].map(([label, of]) => ({ label, ids: of }));
  }

  /** All samples as parallel arrays, with concatenated embeddings. */
  packed() {
    const samples = [...this.#samples.values()];
    const features = this.features ?? 0;
    const embeddings = new Float32Array(samples.length * features);
    samples.forEach(({ embedding }, i) => embeddings.set(embedding, i * features));
    const places = new Map(this.#labels.map((label, i) => [label, i]));
    return {
      features,
      embeddings,
      classes: this.#labels,
      ids: [...this.#samples.keys()],
      labels: samples.map(({ label }) => /** @type {number} */ (places.get(label))),
    };
  }

  /**
   * @param {string} label
   * @param {Float32Array} embedding owned
   * @returns {number} its id
   */
  keep(label, embedding) {
    if (!this.#labels.includes(label)) this.#labels.push(label);
    const id = this.#nextId++;
    this.#samples.set(id, { label, embedding });
    return id;
  }

  /**
   * @param {string} label
   * @param {Iterable<Float32Array>} embeddings copied
   * @returns {number[]} their ids
   */
  keepAll(label, embeddings) {
    checkLabel(label, 'label');
    const all = listOf(embeddings, 'embeddings');
    const expected = this.features ?? all[0]?.length;
    for (const embedding of all) checkEmbedding(embedding, expected, 'embeddings');
    return all.map((embedding) => this.keep(label, new Float32Array(embedding)));
  }

  /**
   * Duplicates of samples in the same class are omitted.
   * @param {{ label: string, embedding: Float32Array }[]} samples owned
   * @returns {number[]} ids of the added ones
   */
  merge(samples) {
    const key = (/** @type {Sample} */ { label, embedding }) => `${label}\n${embedding}`;
    const known = new Set([...this.#samples.values()].map(key));
    return samples.flatMap((sample) => {
      const own = key(sample);
      if (known.has(own)) return [];
      known.add(own);
      return this.keep(sample.label, sample.embedding);
    });
  }

  /** @param {number} id @returns {Sample} */
  sample(id) {
    const sample = this.#samples.get(id);
    if (!sample) throw checked(mustBe)('id', 'of a photo that was added', id);
    return sample;
  }

  /** @param {number | Iterable<number>} ids */
  remove(ids) {
    const all = typeof ids === 'number' ? [ids] : listOf(ids, 'ids');
    for (const id of all) this.sample(id);
    for (const id of all) this.#samples.delete(id);
    const left = new Set([...this.#samples.values()].map(({ label }) => label));
    this.#labels = this.#labels.filter((label) => left.has(label));
  }

  /** @param {string} from @param {string} to */
  rename(from, to) {
    checkLabel(to, 'to');
    if (!this.#labels.includes(from)) {
      throw checked(mustBe)('label', `a class (${this.#labels.map(describe)})`, from);
    }
    for (const sample of this.#samples.values()) if (sample.label === from) sample.label = to;
    const renamed = this.#labels.map((label) => (label === from ? to : label));
    this.#labels = [...new Set(renamed)];
  }

  /** @param {number | Iterable<number>} ids @param {string} label */
  move(ids, label) {
    checkLabel(label, 'label');
    const all = typeof ids === 'number' ? [ids] : listOf(ids, 'ids');
    const samples = all.map((id) => this.sample(id));
    for (const sample of samples) sample.label = label;
    if (!this.#labels.includes(label)) this.#labels.push(label);
    this.remove([]);
  }

  /** @param {readonly string[]} labels */
  reorder(labels) {
    const given = listOf(labels, 'labels');
    if (given.length !== this.#labels.length || this.#labels.some((one) => !given.includes(one))) {
      throw mustBe('labels', `all classes, each once (${this.#labels.map(describe)})`, given);
    }
    this.#labels = given;
  }

  clear() {
    this.#samples.clear();
    this.#labels = [];
  }
}
