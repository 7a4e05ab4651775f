/// <reference lib="esnext.disposable" preserve="true" />
// The object that callers hold: a loaded network.

import { abortable } from './abortable.js';
import { CallQueue } from './call-queue.js';
import { ResiduaError } from './errors.js';
import {
  checkCallOptions,
  checkClassifyOptions,
  checkExplainOptions,
  checkFeaturesOptions,
  checkPhotoOptions,
  checkPhotos,
} from './classify-options.js';
import { checked, checkOneOf } from './options.js';
import { photoSource, sourceOf, transferablesOf } from './photo-source.js';

/** @typedef {import('./photo-source.js').Photo} Photo */
/** @typedef {import('./photo-source.js').Tensor} Tensor */
/** @typedef {import('./engine/wasm-module.js').Prediction} Prediction */
/** @typedef {import('./engine/wasm-module.js').Features} Features */
/** @typedef {import('./engine/wasm-module.js').Explanation} Explanation */
/** @typedef {import('./engine/wasm-module.js').LayerWeights} LayerWeights */
/** @typedef {import('./engine/wasm-module.js').StepCost} StepCost */
/** @typedef {import('./engine/wasm-module.js').ClassInfo} ClassInfo */
/** @typedef {import('./backend.js').Backend} Backend */
/** @typedef {import('./results.js').DetailedResult} DetailedResult */
/** @typedef {import('./engine/engine.js').Info} Info */
/** @typedef {import('./engine/engine.js').PhotoRequest & { timeout?: number }} PhotoRequest */
/**
 * @template [T=Photo]
 * @typedef {import('./results.js').EachResult<T>} EachResult
 */
/** @typedef {import('./classify-options.js').PhotoOptions} PhotoOptions */
/** @typedef {import('./classify-options.js').ClassifyOptions} ClassifyOptions */
/** @typedef {import('./classify-options.js').FeaturesOptions} FeaturesOptions */
/** @typedef {import('./classify-options.js').ExplainOptions} ExplainOptions */

/**
 * A loaded network, created by `createClassifier`. Calls run in a worker, in the order in which their photos become available:
 * a photo that is still loading does not delay the others. A running call cannot be interrupted: an abort rejects it at once,
 * and the next one starts when the worker is free. `Photo` lists the accepted kinds of photos. Arrays in results belong to the
 * caller; later calls do not change them.
 * @hideconstructor
 */
export class Classifier {
  #backend;
  #info;
  #toAddress;
  #readUrl;
  #model;
  #queue = new CallQueue(() => this.#workers);
  /**
   * The end of the last call with a URL in each lane. Only this many URLs are read at a time, since the photos wait in memory.
   * @type {Promise<unknown>[]}
   */
  #lanes = Array(4).fill(Promise.resolve());
  #nextLane = 0;

  /**
   * @param {Backend} backend owned
   * @param {Info} info
   * @param {import('./model-source.js').ToAddress} toAddress
   * @param {import('./engine/engine.js').Io['readUrl']} readUrl
   * @param {() => Promise<import('./model-source.js').ModelSource>} [model] the loaded model
   */
  constructor(backend, info, toAddress, readUrl, model) {
    this.#backend = backend;
    this.#info = info;
    this.#toAddress = toAddress;
    this.#readUrl = readUrl;
    this.#model = model;
  }

  /**
   * Describes the network and how it runs. Costs nothing: the values are known since the network was loaded.
   * @returns {Info}
   * @example
   * const { architecture, classes, threads, performanceNotes } = classifier.info();
   * console.log(`${architecture}, ${classes} classes, on ${threads} threads`);
   * for (const sentence of performanceNotes) console.log(sentence);
   */
  info() {
    return { ...this.#info, workers: this.#workers };
  }

  /**
   * Classifies a photo.
   *
   * The photo is captured at the time of the call: bytes and pixels are copied, and of a video the current frame is used.
   * @param {Photo} photo
   * @param {ClassifyOptions} [options]
   * @returns {Promise<Prediction[]>} most probable first
   * @throws {import('./errors.js').ResiduaError} `invalid-image`, `unsupported-image` or `image-too-large` if the photo
   *   cannot be decoded, `download-failed` if its address cannot be read, `no-answer` if the network has no classes or
   *   gives NaN, `invalid-option`, `out-of-memory`, `closed`
   * @example
   * const predictions = await classifier.classify(photo, { topK: 3, minProbability: 0.1 });
   * for (const { label, probability } of predictions) {
   *   console.log(`${(100 * probability).toFixed(1)} % ${label}`);
   * }
   */
  async classify(photo, options) {
    return (await this.classifyDetailed(photo, options)).predictions;
  }

  /**
   * As `classify`, with the network's confidence and the time taken.
   *
   * A model's card (in the file's metadata or `config`) can specify a threshold from which an answer is sure, and a temperature
   * that logits are divided by, so that a probability of 80 % means 80 %; both are fitted on photos that the model was not
   * trained on. For a model without a threshold, every answer is sure.
   * @param {Photo} photo
   * @param {ClassifyOptions} [options]
   * @returns {Promise<DetailedResult>}
   * @throws {import('./errors.js').ResiduaError} as `classify`
   * @example
   * const { predictions, sure, group, ms } = await classifier.classifyDetailed(photo);
   * console.log(sure ? predictions[0].label : 'not sure', `${ms.network} ms`);
   * if (group?.certain === 'group') console.log(`${group.label}, perhaps ${group.best.label}`);
   */
  async classifyDetailed(photo, options = {}) {
    const { signal, ...request } = checked(checkClassifyOptions)(options, 'classify');
    return this.#run('classify', photo, request, signal);
  }

  /**
   * Returns the logits: the outputs for all classes before temperature and softmax.
   * @param {Photo | Tensor} input a photo, or preprocessed images
   * @param {PhotoOptions} [options] for a photo
   * @returns {Promise<Float32Array>} one number per class; for a tensor, image after image
   * @throws {import('./errors.js').ResiduaError} as `classify`; `invalid-option` for a tensor with a wrong shape
   * @example
   * const logits = await classifier.logits(photo);
   * const { inputHeight: height, inputWidth: width } = classifier.info();
   * const data = new Float32Array(2 * height * width * 3);
   * const ofTwo = await classifier.logits({ data, shape: [2, height, width, 3] });
   * console.log(ofTwo.length === 2 * logits.length);
   */
  async logits(input, options = {}) {
    const { signal, ...request } = checked(checkPhotoOptions)(options, 'logits');
    const source = checked(sourceOf)(input, this.#toAddress, request.timeout);
    return this.#send('logits', source, request, signal);
  }

  /**
   * Returns the embedding of a photo: the pooled features, before classification. Photos that look similar to the network have
   * embeddings with a similar direction.
   * @param {Photo} photo
   * @param {PhotoOptions} [options]
   * @returns {Promise<Float32Array>} one number per channel of the last stage: 512 for ResNet-18
   * @throws {import('./errors.js').ResiduaError} as `classify`, except `no-answer`: networks without classes have embeddings
   *   too
   * @example
   * const [one, other] = [await classifier.embed(photos[0]), await classifier.embed(photos[1])];
   * const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
   * const cosine = dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
   * console.log(cosine);
   */
  async embed(photo, options = {}) {
    const { signal, ...request } = checked(checkPhotoOptions)(options, 'embed');
    return this.#run('embed', photo, request, signal);
  }

  /**
   * Returns values inside the network for a photo, and the time of each step. The next classification has to set the network up
   * again, which takes some milliseconds.
   * @param {Photo} photo
   * @param {FeaturesOptions} [options]
   * @returns {Promise<Features>}
   * @throws {import('./errors.js').ResiduaError} as `classify`; `invalid-option` for an unknown name
   * @example
   * const names = ['stem', 'stage1.block1.sum'];
   * const { features, steps } = await classifier.features(photo, { names });
   * const { height, width, channels, data } = features.stem;
   * console.log(data.length === height * width * channels, steps[0].name, steps[0].ms);
   */
  async features(photo, options = {}) {
    const { signal, ...request } = checked(checkFeaturesOptions)(options);
    return this.#run('features', photo, request, signal);
  }

  /**
   * Returns the evidence for a class across a photo: a [class activation map](https://arxiv.org/abs/1512.04150). `heatmap`
   * draws it as a picture.
   * @param {Photo} photo
   * @param {ExplainOptions} [options]
   * @returns {Promise<Explanation>}
   * @throws {import('./errors.js').ResiduaError} as `classify`; `invalid-option` for an unknown class
   * @example
   * const { label, data, bias } = await classifier.explain(photo);
   * const logit = data.reduce((sum, value) => sum + value, 0) / data.length + bias;
   * console.log(label, logit);
   */
  async explain(photo, options = {}) {
    const { signal, ...request } = checked(checkExplainOptions)(options);
    return this.#run('explain', photo, request, signal);
  }

  /**
   * Lists all classes, for example to search or select them.
   * @param {{ signal?: AbortSignal }} [options] an abort rejects the call at once, with the signal's reason
   * @returns {Promise<ClassInfo[]>} in the order of their index; empty for a network without classes
   * @throws {import('./errors.js').ResiduaError} `invalid-option`, `closed`
   * @example
   * const classes = await classifier.classes();
   * console.log(classes.map(({ label }) => label).join(', '));
   */
  async classes(options = {}) {
    const signal = checked(checkCallOptions)(options, 'classes');
    return this.#queue.run(() => this.#backend.call('classes', [], {}), signal);
  }

  /**
   * Returns the weights of the two layers that can be understood by themselves: the stem's first filters, which are applied to
   * pixels, and the head's, which weigh the last stage's features for each class. Batch normalisation is folded in.
   * @param {'stem' | 'head'} part of the network
   * @param {{ signal?: AbortSignal }} [options] an abort rejects the call at once, with the signal's reason
   * @returns {Promise<LayerWeights>}
   * @throws {import('./errors.js').ResiduaError} `invalid-option`, also for the head of a network without classes or with
   *   activations between several layers; `out-of-memory`, `closed`
   * @example
   * const { outputs, height, width, inputs, data } = await classifier.weights('stem');
   * const first = data.subarray(0, height * width * inputs);
   * console.log(`${outputs} filters`, first);
   */
  async weights(part, options = {}) {
    const signal = checked(checkCallOptions)(options, 'weights');
    checked(checkOneOf)('part', part, ['stem', 'head']);
    return this.#queue.run(() => this.#backend.call('weights', [part], {}), signal);
  }

  /**
   * Measures the cost of each step of the network on this machine, for one photo of the usual size. Runs the network several
   * times.
   * @param {{ signal?: AbortSignal }} [options] an abort rejects the call at once, with the signal's reason
   * @returns {Promise<StepCost[]>} in the order of computation
   * @throws {import('./errors.js').ResiduaError} `invalid-option`, `out-of-memory`, `closed`
   * @example
   * const steps = await classifier.profile();
   * const slowest = steps.reduce((a, b) => (a.ms > b.ms ? a : b));
   * console.log(slowest.name, `${slowest.ms} ms, ${slowest.flops / slowest.ms / 1e6} GFLOP/s`);
   */
  async profile(options = {}) {
    const signal = checked(checkCallOptions)(options, 'profile');
    return this.#queue.run(() => this.#backend.call('profile', [], {}), signal);
  }

  /**
   * Classifies many photos. The first failure rejects the whole call; `classifyEach` continues instead.
   *
   * Photos run one by one, or on several `workers` side by side, so that memory does not grow with their number. In a batch of
   * eight, each ResNet-18 image takes 1 % less time on one thread and 13 % less on two (in Node, on two cores), as in `logits`
   * with a tensor of eight; decoding does not profit.
   * @param {Iterable<Photo> | AsyncIterable<Photo>} photos such as an array, a FileList or a generator
   * @param {ClassifyOptions} [options]
   * @returns {Promise<Prediction[][]>} in the order of the photos
   * @throws {import('./errors.js').ResiduaError} as `classify`
   * @example
   * const answers = await classifier.classifyBatch(photos, { topK: 1 });
   * console.log(answers.map(([{ label }]) => label));
   */
  async classifyBatch(photos, options) {
    /** @type {Prediction[][]} */
    const all = [];
    for await (const { predictions, error } of this.classifyEach(photos, options)) {
      if (error) throw error;
      all.push(predictions);
    }
    return all;
  }

  /**
   * Classifies many photos one after the other, or on several `workers` side by side, and yields each result as soon as it and
   * all earlier ones are available. A photo that fails yields a result with an `error`, and the next one follows; if a worker
   * dies, another one takes over its photo. Photos are taken from the iterable as needed, one more at a time than there are
   * workers; no result waits for the next photo. Errors that the iterable throws are passed on.
   * @template {Photo} T
   * @param {Iterable<T> | AsyncIterable<T>} photos such as an array, a FileList or a generator
   * @param {ClassifyOptions} [options] an abort ends the iteration with the signal's reason
   * @returns {AsyncGenerator<EachResult<T>, void, void>} in the order of the photos
   * @throws {import('./errors.js').ResiduaError} `invalid-option`, `closed`; other failures are in the results
   * @example
   * for await (const { photo, predictions, error } of classifier.classifyEach(photos)) {
   *   console.log(photo.name, error ? error.code : predictions[0].label);
   * }
   */
  async *classifyEach(photos, options = {}) {
    const { signal } = checked(checkClassifyOptions)(options, 'classifyEach');
    checked(checkPhotos)(photos);
    const source = (async function* () {
      yield* photos;
    })();
    /** @type {Promise<EachResult<T>>[]} */
    const ahead = [];
    let index = 0;
    let ended = false;
    /** @type {Promise<void> | undefined} */
    let pending;
    const ask = async () => {
      // Its own failure comes after the answers before it.
      const { done, value } = await source.next().catch((error) => {
        // After the answers to the photos before it.
        ahead.push(markHandled(Promise.reject(error)));
        return /** @type {IteratorReturnResult<void>} */ ({ done: true });
      });
      pending = undefined;
      ended ||= Boolean(done);
      if (!ended)
        ahead.push(markHandled(this.#answerTo(/** @type {T} */ (value), index++, options)));
    };
    try {
      for (;;) {
        signal?.throwIfAborted();
        if (!ended && ahead.length <= this.#workers) pending ??= markHandled(ask());
        const first = [ahead[0], pending].filter(Boolean);
        if (!first.length) return;
        const answer = await abortable(signal, () => Promise.race(first));
        if (!answer) continue;
        ahead.shift();
        yield answer;
      }
    } finally {
      ended = true;
      const ending = markHandled(source.return());
      // A source that is still fetching its next photo ends after that.
      if (!pending) await ending;
    }
  }

  /**
   * Stops the worker and frees its memory. Pending and later calls reject with `closed`.
   *
   * In runtimes with `using`, that closes it too: `using classifier = await createClassifier()`.
   * @example
   * classifier.close();
   * const { code } = await classifier.classify(photo).catch((error) => error);
   * console.log(code === 'closed');
   */
  close() {
    this.#queue.close(new ResiduaError('closed', 'The classifier is closed. Create another one.'));
    this.#backend.close();
  }

  /**
   * For residua/teach only. Not a symbol, since bundlers do not remove unused classes with computed names.
   * @returns {Promise<{ body: string, files: Blob[] }>} see Engine.body
   */
  '@body'() {
    return this.#queue.run(async () => this.#backend.call('body', [await this.#model?.()]));
  }

  /**
   * The same as `close`, for `using`. Only available where the runtime defines `Symbol.dispose`.
   */
  [Symbol.dispose]() {
    this.close();
  }

  get #workers() {
    return this.#backend.workers ?? 1;
  }

  /**
   * @template {Photo} T
   * @param {T} photo
   * @param {number} index
   * @param {ClassifyOptions} options
   * @returns {Promise<EachResult<T>>} rejects only if aborted or closed
   */
  async #answerTo(photo, index, options) {
    try {
      return { index, photo, ...(await this.classifyDetailed(photo, options)) };
    } catch (error) {
      const about = error instanceof ResiduaError && error.code !== 'closed';
      if (!about) throw error;
      return { index, photo, error };
    }
  }

  /**
   * @param {string} method
   * @param {Photo} photo
   * @param {PhotoRequest & object} options
   * @param {AbortSignal} [signal]
   */
  #run(method, photo, options, signal) {
    return this.#send(
      method,
      checked(photoSource)(photo, this.#toAddress, options.timeout),
      options,
      signal,
    );
  }

  /**
   * @param {string} method
   * @param {ReturnType<typeof photoSource> | import('./photo-source.js').TensorSource} captured
   * @param {PhotoRequest & object} options
   * @param {AbortSignal} [signal]
   */
  #send(method, captured, { timeout, ...options }, signal) {
    /** @param {import('./photo-source.js').PhotoSource | import('./photo-source.js').TensorSource} source */
    const call = (source) => () =>
      this.#backend.call(method, [source, options], { transfer: transferablesOf(source) });
    if ('kind' in captured && captured.kind !== 'url') {
      return this.#queue.run(call(captured), signal);
    }
    // A picture or URL that never loads must not block the next call.
    const lane = this.#nextLane;
    const isAddress = 'kind' in captured;
    const prepared = markHandled(
      isAddress
        ? this.#lanes[lane].then(() => this.#read(captured.url, timeout, signal))
        : abortable(signal, () => captured),
    );
    const answer = this.#queue.run(async () => call(await prepared)(), signal, prepared);
    if (isAddress) {
      this.#nextLane = (lane + 1) % this.#lanes.length;
      this.#lanes[lane] = answer.catch(() => {});
    }
    return answer;
  }

  /**
   * @param {string} url
   * @param {number} [timeout]
   * @param {AbortSignal} [signal]
   * @returns {Promise<import('./photo-source.js').PhotoSource>}
   */
  async #read(url, timeout, signal) {
    signal?.throwIfAborted();
    return { kind: 'bytes', bytes: await this.#readUrl(url, signal, timeout) };
  }
}

/**
 * Marks a rejection as handled, for a promise that is awaited later or never.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function markHandled(promise) {
  promise.catch(() => {});
  return promise;
}
