// One photo in one network: its values inside the network, computed once and cached.

import { partsOf, timesOf } from './network.js';
import { probabilitiesOf } from './tensor.js';

/** @typedef {import('../../src/index.js').Feature} Feature */
/** @typedef {import('../../src/index.js').Prediction} Prediction */
/** @typedef {import('../../src/index.js').LayerWeights} LayerWeights */
/** @typedef {{ predictions: Prediction[], probabilities: Float32Array, ms: number }} Answer */

/** The weights of a network's layers, by classifier. @type {WeakMap<object, Map<string, Promise<LayerWeights>>>} */
const weightsOf = new WeakMap();

export class Subject {
  #current;
  #blob;
  /** @type {Map<string, Promise<Answer>>} */
  #answers = new Map();
  /** @type {Record<string, Feature>} */
  #features = {};
  /** @type {Map<string, Promise<import('../../src/index.js').Explanation>>} */
  #evidence = new Map();
  /** @type {Map<number, Prediction>} */
  #labels = new Map();

  /**
   * @param {import('../model/session.js').Current} current
   * @param {Blob} blob
   */
  constructor(current, blob) {
    this.#current = current;
    this.#blob = blob;
    /** The description of the network. */
    this.info = current.info;
    this.parts = partsOf(current.info);
    /** Whether its head was learned on a frozen body. */
    this.taught = false;
    /** @type {Record<string, number>} */
    this.times = {};
    /** @type {Prediction[]} */
    this.predictions = [];
    /** The part of the photo that the network sees, in pixels of the photo. */
    this.seen = { x: 0, y: 0, width: 1, height: 1 };
  }

  /**
   * A class named by an answer.
   * @param {number} index
   */
  labelOf(index) {
    return this.#labels.get(index);
  }

  /** Runs the network and keeps the output of every part. */
  async look() {
    const { features, steps, predictions, seen } = await this.#ask(
      this.parts.slice(1).map(({ value }) => value),
    );
    Object.assign(this.#features, features);
    this.predictions = predictions;
    this.seen = seen;
    this.times = timesOf(this.parts, steps);
  }

  /**
   * @param {string[]} names of values
   * @returns {Promise<Feature[]>}
   */
  async values(names) {
    const missing = names.filter((name) => !this.#features[name]);
    if (missing.length) Object.assign(this.#features, (await this.#ask(missing)).features);
    return names.map((name) => this.#features[name]);
  }

  /** The output of a part, which is available after `look`. @param {string} value */
  known(value) {
    return this.#features[value];
  }

  /**
   * The answer with parts of blocks left out; runs only the layers after the first of them.
   * @param {string[]} without as in `features`
   * @returns {Promise<Answer>}
   */
  answer(without) {
    const key = [...without].sort().join();
    let answer = this.#answers.get(key);
    if (!answer) {
      answer = this.#answer(without);
      this.#answers.set(key, answer);
      answer.catch(() => this.#answers.delete(key));
    }
    return answer;
  }

  /** @param {string[]} without @returns {Promise<Answer>} */
  async #answer(without) {
    const begun = performance.now();
    const { features, predictions } = await this.#ask(['logits'], without);
    const { temperature, output } = this.info;
    return {
      predictions,
      probabilities: probabilitiesOf(features.logits.data, temperature, output),
      ms: performance.now() - begun,
    };
  }

  /**
   * The evidence for a class across the photo.
   * @param {number} label its index
   * @param {string[]} [without]
   */
  evidence(label, without = []) {
    const key = `${label} ${without}`;
    let evidence = this.#evidence.get(key);
    if (!evidence) {
      evidence = this.#current.classifier.explain(this.#blob, { label, without });
      this.#evidence.set(key, evidence);
    }
    return evidence;
  }

  /**
   * @param {'stem' | 'head'} part
   * @returns {Promise<LayerWeights>}
   */
  weights(part) {
    const { classifier } = this.#current;
    const known = weightsOf.get(classifier) ?? new Map();
    weightsOf.set(classifier, known);
    if (!known.has(part)) known.set(part, classifier.weights(part));
    return /** @type {Promise<LayerWeights>} */ (known.get(part));
  }

  /** Whether the head is one linear function of averages, which can be decomposed. */
  get weighsAverages() {
    const { pooling, layers } = this.info.design.head;
    return (
      this.info.classes > 0 &&
      pooling === 'average' &&
      layers.every(
        ({ type, beforePooling }) => beforePooling || type === 'linear' || type === 'normalisation',
      )
    );
  }

  /** Whether the head pools the last block's channels without a convolution in between. */
  get poolsLastBlock() {
    return this.info.design.head.layers.every(({ beforePooling }) => !beforePooling);
  }

  /**
   * The contribution of each pooled channel to a class's logit.
   * @param {number} label its index
   * @returns {Promise<{ averages: Float32Array, weights: Float32Array, bias: number, logit: number }>}
   */
  async contributions(label) {
    const { outputs, inputs, data, bias } = await this.weights('head');
    const averages = this.known('pooled').data;
    // A single logit is evidence for the second of two classes, and against the first.
    const sign = outputs === 1 && label === 0 ? -1 : 1;
    const row = outputs === 1 ? 0 : label;
    const weights = data.slice(row * inputs, (row + 1) * inputs).map((value) => sign * value);
    let logit = sign * bias[row];
    for (let i = 0; i < inputs; i++) logit += weights[i] * averages[i];
    return { averages, weights, bias: sign * bias[row], logit };
  }

  /** @param {string[]} names @param {string[]} [without] */
  async #ask(names, without = []) {
    const answer = await this.#current.classifier.features(this.#blob, { names, without });
    for (const prediction of answer.predictions) this.#labels.set(prediction.index, prediction);
    return answer;
  }
}
