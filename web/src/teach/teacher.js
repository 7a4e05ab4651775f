// What a caller holds: samples of classes, and what was learnt from them.

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
 * @property {string} [none] the name of a class of counter-examples: photos that show none of the other classes. An answer
 *   of this class is "none of these". Default: there is no such class
 */

/**
 * @typedef {object} AddOptions
 * @property {(done: number, total: number | undefined) => void} [onProgress] told how many photos have been looked at, of how
 *   many where that is known. Default: none
 * @property {AbortSignal} [signal] an abort rejects the call; photos that have been looked at stay. Default: none
 */

/**
 * What became of a photo.
 * @typedef {object} Added
 * @property {Photo} photo as it was given
 * @property {number} [id] by which it is called from now on; absent if it failed
 * @property {ResiduaError} [error] why it is not part of the class
 */

/**
 * A class and its photos.
 * @typedef {object} TaughtClass
 * @property {string} label its name
 * @property {number[]} ids of its photos, in the order in which they came
 */

/**
 * @typedef {object} TrainOptions
 * @property {boolean} [balanced] classes count alike however many photos they have; `false` lets photos count alike. Default:
 *   `true`
 * @property {(done: number) => void} [onProgress] told how far it is, from 0 to 1. Default: none
 * @property {AbortSignal} [signal] an abort ends the work and rejects the call; what was learnt before stays. Default: none
 */

/**
 * @typedef {object} TaughtAnswer
 * @property {import('../engine/wasm-module.js').Prediction[]} predictions all classes, the most probable one first
 * @property {boolean} novel the photo shows none of the classes: it is unlike all their photos, or most probably a
 *   counter-example
 * @property {number} likeness how like it is to the class that it is most like, from -1 to 1; `novel` below the lesson's
 *   `threshold`
 */

/**
 * @typedef {object} TeacherPlatform
 * @property {typeof import('../index.js').createClassifier} createClassifier
 * @property {() => import('./client.js').TeachPort} startWorker
 */

/**
 * @typedef {object} Learnt
 * @property {{ features: number, classes: string[] }} head and its temperature and threshold, as the worker takes it
 * @property {Uint8Array} numbers float32: weights of each class, then biases
 */

/**
 * Learns classes from photos. Of a photo its embedding is kept, and not the photo.
 * @hideconstructor
 */
export class Teacher {
  #classifier;
  #platform;
  #none;
  #client;
  #collection = new Collection();
  /** What was learnt last. @type {Learnt | undefined} */
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
   * Adds photos to a class, which is made where there is none of that name. A photo that cannot be read is told of and left
   * out; the others are added. A classifier of several `workers` looks at as many photos side by side.
   * @param {string} label the class's name
   * @param {Iterable<Photo> | AsyncIterable<Photo>} photos such as an array or a FileList
   * @param {AddOptions & PhotoOptions} [options] those of `embed` too
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
   * Adds embeddings that are there already, as of an earlier session.
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
   * @returns {TaughtClass[]} in the order in which answers have them
   */
  classes() {
    return this.#collection.classes();
  }

  /**
   * @param {number} id of a photo
   * @returns {Float32Array} a copy of its embedding, to be kept for `addEmbeddings`
   * @throws {ResiduaError} `invalid-option` if there is none of that id
   */
  embedding(id) {
    return new Float32Array(this.#collection.sample(id).embedding);
  }

  /**
   * Removes photos. A class without photos is gone.
   * @param {number | Iterable<number>} ids
   * @throws {ResiduaError} `invalid-option` if there is none of an id; then none is removed
   */
  remove(ids) {
    this.#collection.remove(ids);
  }

  /**
   * Gives a class another name. With the name of another class, the two become one.
   * @param {string} from
   * @param {string} to
   * @throws {ResiduaError} `invalid-option`
   */
  rename(from, to) {
    this.#collection.rename(from, to);
    if (this.#none === from) this.#none = to;
  }

  /**
   * Moves photos to another class, which is made where there is none of that name.
   * @param {number | Iterable<number>} ids
   * @param {string} label
   * @throws {ResiduaError} `invalid-option`
   */
  move(ids, label) {
    this.#collection.move(ids, label);
  }

  /**
   * @param {readonly string[]} labels all classes, in the order that answers should have
   * @throws {ResiduaError} `invalid-option` if these are not all classes, each once
   */
  reorder(labels) {
    this.#collection.reorder(labels);
  }

  /**
   * Learns from all photos. Of the same photos the result is the same to the bit. It runs in a worker of its own, so the page
   * does not wait; it takes about a second for 100 photos.
   * @param {TrainOptions} [options]
   * @returns {Promise<Lesson>}
   * @throws {ResiduaError} `invalid-option` where there are fewer than two classes, `out-of-memory`, `download-failed`,
   *   `closed`
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
   * Names what is on a photo by what was learnt last, at once: no other network is made, as by `classifier`.
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
   * Shows where a photo speaks for a class that was learnt last, as `explain` of a classifier does for its own classes; no
   * other network is made.
   * @param {Photo} photo
   * @param {PhotoOptions & { label?: string | number }} [options] label: the class, or its index. Default: the most probable one
   * @returns {Promise<Explanation>} to be painted by `heatmap`; the mean of its `data`, plus `bias`, is the class's logit
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
      // Otherwise something else was learnt meanwhile.
      if (learnt === this.#learnt) {
        return checked(evidenceFor)(found, answer, numbersOf(learnt), label);
      }
    }
  }

  /**
   * What was learnt last as a file: safetensors, with the network's body as it was (a compact one stays compact, byte for
   * byte), the new head, the names of the classes and all else that `createClassifier`, the command line and PyTorch need.
   * @returns {Promise<Blob>} to be saved as a `.safetensors`
   * @throws {ResiduaError} `invalid-option` before `train`, `download-failed` where the network's own file can no longer be
   *   read
   */
  async save() {
    this.#taught();
    return taughtFile(this.#classifier, this.#client, () => this.#ready());
  }

  /**
   * The photos' embeddings and what was learnt last as a small file, without photos: to go on teaching with later, or to merge
   * with others' work. It is safetensors too, but no network.
   * @returns {Promise<Blob>}
   * @throws {ResiduaError} `invalid-option` where there are no photos, `closed`
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
   * Adds the photos of a file that `saveSamples` gave, of the same network. Classes of one name become one; an embedding
   * that its class has already is left out. Its counter-examples become this teacher's, where both have such a class.
   * @param {Blob} file
   * @returns {Promise<number[]>} ids of those that were added
   * @throws {ResiduaError} `invalid-checkpoint` if it is no such file, `invalid-option` if it is of another network, `closed`
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
   * What was learnt last as a classifier of its own, made from the file that `save` gives: it classifies and explains like
   * any other, also when this teacher and its classifier are closed. Making it takes as long as loading the network.
   * @param {import('../create-classifier.js').CreateOptions} [options] of `createClassifier`, but for `model`
   * @returns {Promise<Classifier>}
   * @throws {ResiduaError} as `save` and `createClassifier`
   */
  async classifier(options) {
    const given = checked(() => ({ ...options }))();
    return this.#platform.createClassifier({ ...given, model: await this.save() });
  }

  /**
   * Ends the worker that learns, and forgets all photos. The classifier stays open.
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

  /** The worker knows what was learnt last; one that was ended had forgotten it. */
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
