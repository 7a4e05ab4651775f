// The object that callers hold: samples of classes, and the head learned from them.

import { ResiduaError } from '../errors.js';
import { guarded } from '../listener.js';
import {
  checked,
  checkOptions,
  checkSignal,
  checkType,
  invalidOption,
  isObject,
  mustBe,
} from '../options.js';
import { checkEmbedding, checkLabel, checkPhotos, contentOf } from './arguments.js';
import { TeachClient } from './client.js';
import { Collection } from './collection.js';
import { embedEach } from './embed-each.js';
import { evidenceFor, mapsOf } from './evidence.js';
import { checkProbe, probePicture, readSamples, writeSamples } from './samples-file.js';
import { taughtFile } from './taught-file.js';

/** @typedef {import('../classifier.js').Classifier} Classifier */
/** @typedef {import('../photo-source.js').Photo} Photo */
/** @typedef {import('../classify-options.js').PhotoOptions} PhotoOptions */
/** @typedef {import('../engine/wasm-module.js').Explanation} Explanation */
/** @typedef {import('./lesson.js').Lesson} Lesson */

/**
 * @typedef {object} TeacherOptions
 * @property {string} [none] the name of a class of counter-examples: photos that show none of the other classes. This answer
 *   means "none of these". Default: none
 */

/**
 * @typedef {object} AddOptions
 * @property {(done: number, total: number | undefined) => void} [onProgress] receives the number of processed photos, and the
 *   total if known. Default: none
 * @property {AbortSignal} [signal] an abort rejects the call; photos that were processed before remain. Default: none
 */

/**
 * The result of adding a photo.
 * @typedef {object} Added
 * @property {Photo} photo as it was given
 * @property {number} [id] identifies the photo in other calls; undefined if it failed
 * @property {ResiduaError} [error] why it was not added
 */

/**
 * A class and its photos.
 * @typedef {object} TaughtClass
 * @property {string} label its name
 * @property {number[]} ids of its photos, in the order in which they were added
 */

/**
 * @typedef {object} TrainOptions
 * @property {boolean} [balanced] gives classes equal weight, whatever their number of photos; `false` gives photos equal
 *   weight. Default: `true`
 * @property {(done: number) => void} [onProgress] receives progress from 0 to 1. Default: none
 * @property {AbortSignal} [signal] an abort cancels the work and rejects the call; the head learned before remains. Default:
 *   none
 */

/**
 * @typedef {object} TaughtAnswer
 * @property {import('../engine/wasm-module.js').Prediction[]} predictions all classes, most probable first
 * @property {boolean} novel whether the photo shows none of the classes: it is unlike all their photos, or most probably a
 *   counter-example
 * @property {number} likeness similarity to the most similar class, from -1 to 1; `novel` below the lesson's `threshold`
 */

/**
 * @typedef {object} TeacherPlatform
 * @property {typeof import('../index.js').createClassifier} createClassifier
 * @property {() => import('./client.js').TeachPort} startWorker
 */

/**
 * @typedef {object} Learnt
 * @property {{ features: number, classes: string[] }} head with temperature and threshold, in the worker's form
 * @property {Uint8Array} numbers float32: weights of each class, then biases
 */

/**
 * Learns classes from photos. Keeps the embeddings of photos, not the photos.
 * @hideconstructor
 */
export class Teacher {
  #classifier;
  #platform;
  #none;
  #client;
  #collection = new Collection();
  /** The last learned head. @type {Learnt | undefined} */
  #learnt;
  #closed = false;

  /**
   * @param {Classifier} classifier
   * @param {TeacherPlatform} platform
   * @param {TeacherOptions} [options]
   */
  constructor(classifier, platform, options = {}) {
    this.#none = checked(() => {
      if (typeof classifier?.embed !== 'function') {
        throw mustBe('classifier', 'what createClassifier gives', classifier);
      }
      checkOptions(options, ['none'], 'createTeacher');
      const { none } = options;
      if (none !== undefined) checkLabel(none, 'none');
      return none;
    })();
    this.#classifier = classifier;
    this.#platform = platform;
    this.#client = new TeachClient(platform.startWorker);
  }

  /**
   * Adds photos to a class, which is created if it does not exist. Photos that cannot be read are reported and skipped; the
   * others are added. A classifier with several `workers` processes as many photos side by side.
   * @param {string} label the class's name
   * @param {Iterable<Photo> | AsyncIterable<Photo>} photos such as an array or a FileList
   * @param {AddOptions & PhotoOptions} [options] includes those of `embed`
   * @returns {Promise<Added[]>} in the order of the photos
   * @throws {ResiduaError} `invalid-option`, `closed`
   */
  async add(label, photos, options = {}) {
    const { onProgress, ...others } = checked(() => {
      checkLabel(label, 'label');
      if (!isObject(options)) throw mustBe('options', 'an object', options);
      const copy = { ...options };
      checkType('onProgress', copy.onProgress, 'function');
      checkSignal(copy.signal);
      checkPhotos(photos);
      return copy;
    })();
    const tell = guarded((/** @type {number} */ done) => onProgress?.(done, length));
    this.#checkOpen();
    const { length } = /** @type {ArrayLike<Photo>} */ (/** @type {unknown} */ (photos));
    /** @type {Added[]} */
    const added = [];
    for await (const { photo, embedding, error } of embedEach(this.#classifier, photos, others)) {
      this.#checkOpen();
      added.push(
        embedding ? { photo, id: this.#collection.keep(label, embedding) } : { photo, error },
      );
      tell?.(added.length);
    }
    return added;
  }

  /**
   * Adds existing embeddings, for example of an earlier session.
   * @param {string} label the class's name
   * @param {Iterable<Float32Array>} embeddings of the same network
   * @returns {number[]} their ids
   * @throws {ResiduaError} `invalid-option`, `closed`
   */
  addEmbeddings(label, embeddings) {
    checkLabel(label, 'label');
    this.#checkOpen();
    return this.#collection.keepAll(label, embeddings);
  }

  /**
   * @returns {TaughtClass[]} in the order of the outputs
   */
  classes() {
    return this.#collection.classes();
  }

  /**
   * @param {number} id of a photo
   * @returns {Float32Array} a copy of its embedding, for storing and `addEmbeddings`
   * @throws {ResiduaError} `invalid-option` for an unknown id
   */
  embedding(id) {
    return new Float32Array(this.#collection.sample(id).embedding);
  }

  /**
   * Removes photos. A class without photos is removed too.
   * @param {number | Iterable<number>} ids
   * @throws {ResiduaError} `invalid-option` for an unknown id; then nothing is removed
   */
  remove(ids) {
    this.#collection.remove(ids);
  }

  /**
   * Renames a class. If another class has the new name, the two are merged.
   * @param {string} from
   * @param {string} to
   * @throws {ResiduaError} `invalid-option`
   */
  rename(from, to) {
    this.#collection.rename(from, to);
    if (this.#none === from) this.#none = to;
  }

  /**
   * Moves photos to another class, which is created if it does not exist.
   * @param {number | Iterable<number>} ids
   * @param {string} label
   * @throws {ResiduaError} `invalid-option`
   */
  move(ids, label) {
    this.#collection.move(ids, label);
  }

  /**
   * @param {readonly string[]} labels all classes, in the new order
   * @throws {ResiduaError} `invalid-option` unless these are all classes, without duplicates
   */
  reorder(labels) {
    this.#collection.reorder(labels);
  }

  /**
   * Learns from all photos. The same photos give bit-identical results. Runs in a separate worker, so the page is not blocked;
   * it takes about a second for 100 photos.
   * @param {TrainOptions} [options]
   * @returns {Promise<Lesson>}
   * @throws {ResiduaError} `invalid-option` if there are fewer than two classes, `out-of-memory`, `download-failed`, `closed`
   */
  async train(options = {}) {
    const { balanced, onProgress, signal } = checked(() => {
      checkOptions(options, ['balanced', 'onProgress', 'signal'], 'train');
      const given = { ...options };
      checkType('balanced', given.balanced, 'boolean');
      checkType('onProgress', given.onProgress, 'function');
      checkSignal(given.signal);
      const { balanced: asGiven = true } = given;
      return { ...given, balanced: asGiven, onProgress: guarded(given.onProgress) };
    })();
    this.#checkOpen();
    const { embeddings, ...samples } = this.#collection.packed();
    const noneClass = this.#none === undefined ? -1 : samples.classes.indexOf(this.#none);
    const request = { op: 'train', balanced, noneClass, ...samples };
    const { json, bytes } = await this.#client.call(request, embeddings, { onProgress, signal });
    const { head, ...lesson } = json;
    this.#learnt = { head, numbers: bytes };
    return lesson;
  }

  /**
   * Classifies a photo with the last learned head, immediately: unlike `classifier`, it does not create another network.
   * @param {Photo} photo
   * @param {PhotoOptions} [options]
   * @returns {Promise<TaughtAnswer>}
   * @throws {ResiduaError} as `embed` of the classifier; `invalid-option` before `train`
   */
  async classify(photo, options) {
    this.#taught();
    const embedding = await this.#classifier.embed(photo, options);
    return this.classifyEmbedding(embedding);
  }

  /**
   * The same for an embedding.
   * @param {Float32Array} embedding
   * @returns {Promise<TaughtAnswer>}
   * @throws {ResiduaError} `invalid-option` before `train`
   */
  async classifyEmbedding(embedding) {
    await this.#ready();
    checkEmbedding(embedding, this.#taught().head.features, 'embedding');
    return (await this.#client.call({ op: 'predict' }, new Float32Array(embedding))).json;
  }

  /**
   * Returns the evidence for a class of the last learned head, as `explain` of a classifier does for its own classes; does not
   * create another network.
   * @param {Photo} photo
   * @param {PhotoOptions & { label?: string | number }} [options] label: the class, or its index. Default: the most probable one
   * @returns {Promise<Explanation>} for `heatmap`; the mean of its `data`, plus `bias`, is the class's logit
   * @throws {ResiduaError} as `features` of the classifier; `invalid-option` before `train`, for an unknown class, and for a
   *   network that pools maxima beside averages
   */
  async explain(photo, options = {}) {
    this.#taught();
    const { label, ...others } = checked(() => ({ ...options }))();
    const found = await mapsOf(this.#classifier, photo, others);
    for (;;) {
      const learnt = this.#taught();
      const answer = await this.classifyEmbedding(found.pooled);
      // Otherwise another head was learned in the meantime.
      if (learnt === this.#learnt) {
        return checked(evidenceFor)(found, answer, numbersOf(learnt), label);
      }
    }
  }

  /**
   * Saves the network with the last learned head as a safetensors file: with the unchanged body (a compact one stays compact,
   * byte for byte), the new head, the class names and everything else that `createClassifier`, the command line and PyTorch
   * need.
   * @returns {Promise<Blob>} to be stored as a `.safetensors`
   * @throws {ResiduaError} `invalid-option` before `train`, `download-failed` if the network's own file can no longer be read
   */
  async save() {
    this.#taught();
    return taughtFile(this.#classifier, this.#client, () => this.#ready());
  }

  /**
   * Saves the photos' embeddings and the last learned head to a small file, without photos, for continuing later or merging
   * with others' work. It is a safetensors file too, but not a network.
   * @returns {Promise<Blob>}
   * @throws {ResiduaError} `invalid-option` if there are no photos, `closed`
   */
  async saveSamples() {
    this.#checkOpen();
    const samples = this.#collection.packed();
    if (!samples.ids.length) {
      throw invalidOption('There are no photos to save yet: call add() first.');
    }
    const { classes } = samples;
    return writeSamples({
      ...samples,
      none: this.#none !== undefined && classes.includes(this.#none) ? this.#none : undefined,
      probe: await this.#classifier.embed(probePicture()),
      head: this.#learnt && {
        classes: this.#learnt.head.classes,
        numbers: numbersOf(this.#learnt),
      },
    });
  }

  /**
   * Adds the photos of a file made by `saveSamples` with the same network. Classes with the same name are merged, without
   * duplicate embeddings. Its counter-examples become this teacher's, if both have such a class.
   * @param {Blob} file
   * @returns {Promise<number[]>} ids of the added photos
   * @throws {ResiduaError} `invalid-checkpoint` if it is not such a file, `invalid-option` if it is from another network,
   *   `closed`
   */
  async addSamples(file) {
    this.#checkOpen();
    const { none, samples, probe } = readSamples(await contentOf(file));
    checkProbe(await this.#classifier.embed(probePicture()), probe);
    this.#checkOpen();
    for (const sample of samples) {
      if (sample.label === none) sample.label = this.#none ?? none;
    }
    return this.#collection.merge(samples);
  }

  /**
   * Creates a classifier with the last learned head from the file that `save` gives: it can do everything that other
   * classifiers can, even when this teacher and its classifier are closed. Takes as long as loading the network.
   * @param {import('../create-classifier.js').CreateOptions} [options] of `createClassifier`, except `model`
   * @returns {Promise<Classifier>}
   * @throws {ResiduaError} as `save` and `createClassifier`
   */
  async classifier(options) {
    const given = checked(() => ({ ...options }))();
    return this.#platform.createClassifier({ ...given, model: await this.save() });
  }

  /**
   * Stops the worker and discards all photos. The classifier stays open.
   */
  close() {
    this.#closed = true;
    this.#collection.clear();
    this.#learnt = undefined;
    this.#client.end(closed());
  }

  #checkOpen() {
    if (this.#closed) throw closed();
  }

  #taught() {
    this.#checkOpen();
    if (!this.#learnt) throw invalidOption('Nothing has been learnt yet: call train() first.');
    return this.#learnt;
  }

  /** The worker keeps the last learned head; a terminated one has lost it. */
  async #ready() {
    const learnt = this.#taught();
    if (this.#client.running) return;
    await this.#client.call({ op: 'use', head: learnt.head }, numbersOf(learnt));
  }
}

function closed() {
  return new ResiduaError('closed', 'The teacher is closed. Create another one.');
}

/** @param {Learnt} learnt @returns {Float32Array} a copy: weights of each class, then biases */
const numbersOf = ({ numbers }) => new Float32Array(numbers.slice().buffer);
