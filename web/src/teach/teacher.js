// What a caller holds: samples of classes, and what was learnt from them.

import { ResiduaError } from '../errors.js';
import { guarded } from '../listener.js';
import {
  checked,
  checkOptions,
  checkSignal,
  checkType,
  describe,
  invalidOption,
  isObject,
  mustBe,
  tagOf,
} from '../options.js';
import { TeachClient } from './client.js';
import { checkProbe, probePicture, readSamples, writeSamples } from './samples-file.js';

/** @typedef {import('../classifier.js').Classifier} Classifier */
/** @typedef {import('../photo-source.js').Photo} Photo */
/** @typedef {import('../classify-options.js').PhotoOptions} PhotoOptions */
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

/** @typedef {{ label: string, embedding: Float32Array }} Sample */

// One photo is decoded while the network looks at another.
const AT_ONCE = 2;

/**
 * Learns classes from photos. Of a photo its embedding is kept, and not the photo.
 * @hideconstructor
 */
export class Teacher {
  #classifier;
  #platform;
  #none;
  #client;
  #nextId = 1;
  /** In the order in which they came. @type {Map<number, Sample>} */
  #samples = new Map();
  /** Classes in their order. @type {string[]} */
  #labels = [];
  /** What was learnt last. @type {{ head: any, numbers: Uint8Array } | undefined} */
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
   * out; the others are added.
   * @param {string} label the class's name
   * @param {Iterable<Photo> | AsyncIterable<Photo>} photos such as an array or a FileList
   * @param {AddOptions & PhotoOptions} [options] those of `embed` too
   * @returns {Promise<Added[]>} in the order of the photos
   * @throws {ResiduaError} `invalid-option`, `closed`
   */
  async add(label, photos, options = {}) {
    const { onProgress, signal, ...others } = checked(() => {
      checkLabel(label, 'label');
      if (!isObject(options)) throw mustBe('options', 'an object', options);
      const copy = { ...options };
      checkType('onProgress', copy.onProgress, 'function');
      checkSignal(copy.signal);
      if (typeof photos === 'string' || !isIterable(photos)) {
        throw mustBe('photos', 'an array of photos, or another iterable', photos);
      }
      return copy;
    })();
    const tell = guarded((/** @type {number} */ done) => onProgress?.(done, length));
    this.#checkOpen();
    /** @type {Added[]} */
    const added = [];
    const { length } = /** @type {ArrayLike<Photo>} */ (/** @type {unknown} */ (photos));
    /** @type {Promise<Added>[]} */
    const ahead = [];
    const takeNext = async () => {
      const one = await /** @type {Promise<Added>} */ (ahead.shift());
      signal?.throwIfAborted();
      added.push(one);
      tell?.(added.length);
    };
    for await (const photo of photos) {
      signal?.throwIfAborted();
      ahead.push(this.#addOne(label, photo, { ...others, signal }));
      ahead[ahead.length - 1].catch(() => {});
      if (ahead.length >= AT_ONCE) await takeNext();
    }
    while (ahead.length) await takeNext();
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
    const all = listOf(embeddings, 'embeddings');
    const expected = this.#features ?? all[0]?.length;
    for (const embedding of all) checkEmbedding(embedding, expected, 'embeddings');
    return all.map((embedding) => this.#keep(label, new Float32Array(embedding)));
  }

  /**
   * @returns {TaughtClass[]} in the order in which answers have them
   */
  classes() {
    /** @type {Map<string, number[]>} */
    const ids = new Map(this.#labels.map((label) => [label, []]));
    for (const [id, { label }] of this.#samples) ids.get(label)?.push(id);
    return [...ids].map(([label, of]) => ({ label, ids: of }));
  }

  /**
   * @param {number} id of a photo
   * @returns {Float32Array} a copy of its embedding, to be kept for `addEmbeddings`
   * @throws {ResiduaError} `invalid-option` if there is none of that id
   */
  embedding(id) {
    return new Float32Array(this.#sample(id).embedding);
  }

  /**
   * Removes photos. A class without photos is gone.
   * @param {number | Iterable<number>} ids
   * @throws {ResiduaError} `invalid-option` if there is none of an id; then none is removed
   */
  remove(ids) {
    const all = typeof ids === 'number' ? [ids] : listOf(ids, 'ids');
    for (const id of all) this.#sample(id);
    for (const id of all) this.#samples.delete(id);
    const left = new Set([...this.#samples.values()].map(({ label }) => label));
    this.#labels = this.#labels.filter((label) => left.has(label));
  }

  /**
   * Gives a class another name. With the name of another class, the two become one.
   * @param {string} from
   * @param {string} to
   * @throws {ResiduaError} `invalid-option`
   */
  rename(from, to) {
    checkLabel(to, 'to');
    this.#checkClass(from);
    for (const sample of this.#samples.values()) if (sample.label === from) sample.label = to;
    const renamed = this.#labels.map((label) => (label === from ? to : label));
    this.#labels = [...new Set(renamed)];
    if (this.#none === from) this.#none = to;
  }

  /**
   * Moves photos to another class, which is made where there is none of that name.
   * @param {number | Iterable<number>} ids
   * @param {string} label
   * @throws {ResiduaError} `invalid-option`
   */
  move(ids, label) {
    checkLabel(label, 'label');
    const all = typeof ids === 'number' ? [ids] : listOf(ids, 'ids');
    const samples = all.map((id) => this.#sample(id));
    for (const sample of samples) sample.label = label;
    if (!this.#labels.includes(label)) this.#labels.push(label);
    this.remove([]);
  }

  /**
   * @param {readonly string[]} labels all classes, in the order that answers should have
   * @throws {ResiduaError} `invalid-option` if these are not all classes, each once
   */
  reorder(labels) {
    const given = listOf(labels, 'labels');
    if (given.length !== this.#labels.length || this.#labels.some((one) => !given.includes(one))) {
      throw mustBe('labels', `all classes, each once (${this.#labels.map(describe)})`, given);
    }
    this.#labels = given;
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
    const features = this.#features ?? 0;
    const samples = [...this.#samples.values()];
    const numbers = new Float32Array(samples.length * features);
    samples.forEach(({ embedding }, i) => numbers.set(embedding, i * features));
    const request = {
      op: 'train',
      features,
      balanced,
      classes: this.#labels,
      noneClass: this.#none === undefined ? -1 : this.#labels.indexOf(this.#none),
      ids: [...this.#samples.keys()],
      labels: samples.map(({ label }) => this.#labels.indexOf(label)),
    };
    const { json, bytes } = await this.#client.call(request, numbers, { onProgress, signal });
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
    this.#checkOpen();
    await this.#ready();
    checkEmbedding(embedding, this.#features, 'embedding');
    return (await this.#client.call({ op: 'predict' }, new Float32Array(embedding))).json;
  }

  /**
   * What was learnt last as a file: safetensors, with the network's body as it was (a compact one stays compact, byte for
   * byte), the new head, the names of the classes and all else that `createClassifier`, the command line and PyTorch need.
   * @returns {Promise<Blob>} to be saved as a `.safetensors`
   * @throws {ResiduaError} `invalid-option` before `train`, `download-failed` where the network's own file can no longer be
   *   read
   */
  async save() {
    this.#checkOpen();
    this.#taught();
    const describeBody = /** @type {any} */ (this.#classifier)['@body'];
    if (!describeBody) throw mustBe('classifier', 'what createClassifier gives', this.#classifier);
    /** @type {{ body: string, files: Blob[] }} */
    const { body, files } = await describeBody.call(this.#classifier);
    await this.#ready();
    const { json, bytes } = await this.#client.call({ op: 'file', body });
    /** @type {BlobPart[]} */
    const parts = [];
    for (const piece of json.pieces) {
      if (piece.ours) {
        parts.push(/** @type {BlobPart} */ (bytes.subarray(piece.begin, piece.end)));
        continue;
      }
      const slice = files[piece.file].slice(piece.begin, piece.end);
      if (slice.size !== piece.end - piece.begin) {
        throw new ResiduaError(
          'download-failed',
          'The file that the network came from is another one by now. Load it again.',
        );
      }
      if (!piece.strides) {
        parts.push(slice);
        continue;
      }
      const scattered = new Uint8Array(await slice.arrayBuffer());
      const ordered = await this.#client.call({ op: 'in-order', piece }, scattered);
      parts.push(/** @type {BlobPart} */ (ordered.bytes));
    }
    return new Blob(parts, { type: 'application/octet-stream' });
  }

  /**
   * The photos' embeddings and what was learnt last as a small file, without photos: to go on teaching with later, or to merge
   * with others' work. It is safetensors too, but no network.
   * @returns {Promise<Blob>}
   * @throws {ResiduaError} `invalid-option` where there are no photos, `closed`
   */
  async saveSamples() {
    this.#checkOpen();
    const samples = [...this.#samples.values()];
    if (!samples.length) throw invalidOption('There are no photos to save yet: call add() first.');
    const features = samples[0].embedding.length;
    const embeddings = new Float32Array(samples.length * features);
    samples.forEach(({ embedding }, i) => embeddings.set(embedding, i * features));
    return writeSamples({
      classes: this.#labels,
      labels: samples.map(({ label }) => this.#labels.indexOf(label)),
      embeddings,
      probe: await this.#classifier.embed(probePicture()),
      head: this.#learnt && new Float32Array(this.#learnt.numbers.slice().buffer),
    });
  }

  /**
   * Adds the photos of a file that `saveSamples` gave, of the same network. Classes of one name become one; an embedding
   * that its class has already is left out.
   * @param {Blob} file
   * @returns {Promise<number[]>} ids of those that were added
   * @throws {ResiduaError} `invalid-checkpoint` if it is no such file, `invalid-option` if it is of another network, `closed`
   */
  async addSamples(file) {
    this.#checkOpen();
    if (typeof checked(() => Object(file).arrayBuffer)() !== 'function') {
      throw checked(mustBe)('file', 'a File or Blob', file);
    }
    const { classes, labels, embeddings, probe } = readSamples(await contentOf(file));
    checkProbe(await this.#classifier.embed(probePicture()), probe);
    this.#checkOpen();
    const key = (/** @type {string} */ label, /** @type {Float32Array} */ embedding) =>
      `${label}\n${embedding}`;
    const known = new Set();
    for (const { label, embedding } of this.#samples.values()) known.add(key(label, embedding));
    /** @type {number[]} */
    const ids = [];
    labels.forEach((place, i) => {
      const embedding = embeddings.slice(i * probe.length, (i + 1) * probe.length);
      const label = classes[place];
      if (known.has(key(label, embedding))) return;
      known.add(key(label, embedding));
      ids.push(this.#keep(label, embedding));
    });
    return ids;
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
    this.#samples.clear();
    this.#labels = [];
    this.#client.end(closed());
  }

  get #features() {
    for (const { embedding } of this.#samples.values()) return embedding.length;
    return undefined;
  }

  #checkOpen() {
    if (this.#closed) throw closed();
  }

  #taught() {
    if (!this.#learnt) throw invalidOption('Nothing has been learnt yet: call train() first.');
    return this.#learnt;
  }

  /** The worker knows what was learnt last; one that was ended had forgotten it. */
  async #ready() {
    const { head, numbers } = this.#taught();
    if (this.#client.running) return;
    await this.#client.call({ op: 'use', head }, new Float32Array(numbers.slice().buffer));
  }

  /** @param {number} id */
  #sample(id) {
    const sample = this.#samples.get(id);
    if (!sample) throw checked(mustBe)('id', 'of a photo that was added', id);
    return sample;
  }

  /** @param {string} label */
  #checkClass(label) {
    if (this.#labels.includes(label)) return;
    throw checked(mustBe)('label', `a class (${this.#labels.map(describe)})`, label);
  }

  /**
   * @param {string} label
   * @param {Photo} photo
   * @param {PhotoOptions} options
   * @returns {Promise<Added>} never rejected but by an abort or the classifier's end
   */
  async #addOne(label, photo, options) {
    try {
      const embedding = await this.#classifier.embed(photo, options);
      this.#checkOpen();
      return { photo, id: this.#keep(label, embedding) };
    } catch (thrown) {
      const error = /** @type {ResiduaError} */ (thrown);
      if (error?.name !== 'ResiduaError' || error.code === 'closed') throw error;
      return { photo, error };
    }
  }

  /**
   * @param {string} label
   * @param {Float32Array} embedding
   */
  #keep(label, embedding) {
    if (!this.#labels.includes(label)) this.#labels.push(label);
    const id = this.#nextId++;
    this.#samples.set(id, { label, embedding });
    return id;
  }
}

function closed() {
  return new ResiduaError('closed', 'The teacher is closed. Create another one.');
}

/**
 * @param {unknown} label
 * @param {string} name of the argument
 */
function checkLabel(label, name) {
  if (typeof label !== 'string' || !label.trim()) throw checked(mustBe)(name, 'a name', label);
}

/**
 * @template T
 * @param {Iterable<T>} values
 * @param {string} name of the argument
 * @returns {T[]}
 */
function listOf(values, name) {
  return checked(() => {
    if (typeof Object(values)[Symbol.iterator] === 'function') return [...values];
    throw mustBe(name, 'an array or another iterable', values);
  })();
}

/**
 * @param {unknown} embedding
 * @param {number | undefined} expected how many numbers
 * @param {string} name of the argument
 */
function checkEmbedding(embedding, expected, name) {
  checked(() => {
    const { length } = Object(embedding);
    if (tagOf(embedding) === 'Float32Array' && length === (expected ?? length)) return;
    throw mustBe(name, `${expected ?? 'some'} float32 numbers (Float32Array)`, embedding);
  })();
}

/**
 * @param {Blob} file
 * @returns {Promise<ArrayBuffer>}
 */
async function contentOf(file) {
  try {
    return await file.arrayBuffer();
  } catch (cause) {
    throw new ResiduaError(
      'download-failed',
      'The file could not be read: it was moved, changed or removed after it was chosen.',
      { cause },
    );
  }
}

/**
 * @param {unknown} value
 */
function isIterable(value) {
  const object = Object(value);
  return Symbol.iterator in object || Symbol.asyncIterator in object;
}
