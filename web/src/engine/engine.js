// The side of the module that holds the WebAssembly: loads it and a network, and answers calls. It runs
// in a worker, or beside the page's own code with `worker: false`.

import { ResiduaError, toResiduaError } from '../errors.js';
import { decodeInBrowser } from './browser-decoder.js';
import { startEagerly, readChunks } from './download.js';
import { fusesVectors } from './fused-vectors.js';
import { partOf, readText } from './model-files.js';
import { isSafetensors, loadReaders } from './readers.js';
import { readPhoto } from './read-photo.js';
import { neededOf, select } from './select.js';
import { startModule } from './start-module.js';

/** @typedef {import('./wasm-module.js').WasmModule} WasmModule */
/** @typedef {import('./wasm-module.js').WasmClassifier} WasmClassifier */
/** @typedef {import('./wasm-module.js').WasmPhoto} WasmPhoto */
/** @typedef {import('./wasm-module.js').WasmResult} WasmResult */
/** @typedef {import('./wasm-module.js').WasmInfo} WasmInfo */

/**
 * @typedef {object} Build
 * @property {number} workers how many photos of `classifyEach` and `classifyBatch` run side by side at present
 * @property {import('../flavour.js').Flavour} flavour the build of the WebAssembly that runs
 * @property {string[]} performanceNotes one sentence for each thing that slows it down here; empty if nothing does
 */

/**
 * What a network is, and how it runs.
 * @typedef {WasmInfo & Build} Info
 */
/** @typedef {import('./wasm-module.js').Milliseconds} Milliseconds */
/** @typedef {import('./wasm-module.js').Features} Features */
/** @typedef {import('./wasm-module.js').Explanation} Explanation */
/** @typedef {import('./wasm-module.js').Rect} Rect */
/** @typedef {import('../photo-source.js').PhotoSource} PhotoSource */
/** @typedef {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number }} Pixels */

/**
 * Who decodes encoded photos: the module (`stb`), so that every browser answers alike, the browser, or
 * the module and for the kinds that it does not read the browser (`auto`).
 * @typedef {'auto' | 'stb' | 'browser'} Decoder
 */

/** @typedef {{ decoder: Decoder, crop?: Rect, maxPixels?: number }} PhotoRequest */
/** @typedef {PhotoRequest & import('./select.js').Selection} ClassifyRequest */
/** @typedef {Omit<WasmResult, 'predictions'> & { decoder: 'stb' | 'browser' | null }} How a photo was decoded, and what else is said */
/** @typedef {WasmResult & How} Result */
/** @typedef {PhotoRequest & { names?: readonly string[], shortcuts: boolean, without?: readonly string[], topK: number }} FeaturesRequest */
/** @typedef {PhotoRequest & { label?: string | number, shortcuts: boolean, without?: readonly string[] }} ExplainRequest */

/**
 * How far loading has come.
 * @typedef {object} Progress
 * @property {'download' | 'build' | 'ready'} phase `download` while weights are read, from wherever
 *   they are; `build` while the network is made from the last of them
 * @property {number} bytes of weights that have been read
 * @property {number | null} total bytes of weights, null if the server sends no length
 */

/**
 * What the engine needs to know to load; it can be sent to a worker.
 * @typedef {object} LoadRequest
 * @property {import('../model-source.js').ModelSource} model
 * @property {import('../create-classifier.js').Assets} assets
 * @property {import('../flavour.js').Flavour} flavour which build the assets are
 * @property {number} threads
 * @property {string[]} performanceNotes what slows it down here, so far
 * @property {boolean} [measureThreads] one thread instead, where several are measured to be slower
 * @property {'auto' | 'lean' | 'direct'} kernels
 * @property {boolean} cache keep downloaded weights
 * @property {Uint8Array} [wasmBinary] the .wasm itself, instead of its address
 */

/**
 * What depends on where the engine runs.
 * @typedef {object} Io
 * @property {import('./download.js').OpenUrl} openUrl
 * @property {(url: string, signal?: AbortSignal, timeout?: number) => Promise<Uint8Array>} readUrl timeout: milliseconds for
 *   which nothing may come
 * @property {Io['readUrl']} [readPhoto] of a file that cannot be a photo only the beginning. Default: readUrl
 * @property {(url: string) => Promise<{ default: import('./wasm-module.js').WasmFactory }>} importGlue
 * @property {(url: string) => Promise<Uint8Array>} [readWasm] where the glue cannot read it itself
 * @property {(file: Uint8Array, maxPixels?: number) => Promise<Pixels | undefined>} [decode] of the kinds that the module does
 *   not read and no browser is there for; undefined for any other
 */

const IDLE = 50; // milliseconds

export class Engine {
  #module;
  #classifier;
  #build;
  #endThreads;
  #file;
  #decode;
  #idle;
  /**
   * Why no call can be answered any more.
   * @type {ResiduaError | undefined}
   */
  #broken;

  /**
   * @param {WasmModule} module
   * @param {WasmClassifier} classifier owned
   * @param {Build} build
   * @param {() => void} endThreads ends those of the module
   * @param {(model: import('../model-source.js').ModelSource) => Promise<Blob[]>} file the checkpoint's bytes again
   * @param {Io['decode']} [decode]
   */
  constructor(module, classifier, build, endThreads, file, decode) {
    this.#module = module;
    this.#classifier = classifier;
    this.#build = build;
    this.#endThreads = endThreads;
    this.#file = file;
    this.#decode = decode;
    // Run once while idle, so that the first real call does not pay for slow first-tier code.
    this.#idle = setTimeout(() => {
      try {
        this.#call(() => module.warmUp(classifier));
      } catch {
        // A trap is reported by the next call.
      }
    }, IDLE);
  }

  /**
   * @param {LoadRequest} request
   * @param {{ io: Io, onProgress?: (progress: Progress) => void, signal?: AbortSignal }} context
   * @returns {Promise<Engine>}
   */
  static async load(request, { io, onProgress, signal }) {
    const { model, cache, flavour, threads, measureThreads, kernels } = request;
    let progress = { bytes: 0, total: /** @type {number | null} */ (null) };
    /** @param {import('../model-source.js').Source} source */
    const read = (source) =>
      readChunks(source, {
        openUrl: io.openUrl,
        cache,
        signal,
        onProgress(bytes, total) {
          progress = { bytes, total };
          onProgress?.({ phase: 'download', ...progress });
        },
      });
    // The module compiles while the weights arrive.
    const weights = startEagerly(read(model.weights));
    /** @type {Worker[]} */
    const workers = [];
    const endThreads = () => workers.forEach((worker) => worker.terminate());
    const starting = startModule(request, io, workers);
    starting.catch(() => {});
    const fusing = flavour.startsWith('relaxed') && fusesVectors();
    try {
      const cards = await Promise.all(model.cards.map((card) => readText(card, io, signal)));
      const labels = model.labels && (await readText(model.labels, io, signal));
      const module = await starting;
      const fused = await fusing;
      signal?.throwIfAborted();
      const loader = attempt(() =>
        module.makeLoader({ cards, threads, measureThreads, kernels, fused, labels }),
      );
      try {
        /** @type {Promise<void> | undefined} */
        let readers;
        const withReaders = () =>
          (readers ??= loadReaders(module, request.assets.readers, io, signal));
        /** @param {AsyncIterable<Uint8Array>} chunks */
        const push = async (chunks) => {
          let known = false;
          for await (const chunk of chunks) {
            if (!known && !isSafetensors(chunk)) await withReaders();
            known = true;
            attempt(() => module.push(loader, chunk));
          }
          if (!known) await withReaders();
          return attempt(() => module.endFile(loader));
        };
        const parts = await push(weights);
        for (const part of parts) await push(read(partOf(model, part)));
        onProgress?.({ phase: 'build', ...progress });
        const classifier = attempt(() => module.finish(loader));
        const performanceNotes = [...request.performanceNotes];
        const { threads: used, threadGain } = module.info(classifier);
        if (used < threads) {
          endThreads();
          performanceNotes.push(
            `On one thread: ${threads} were measured to be ${threadGain.toFixed(1)} times as fast.`,
          );
        }
        /** @param {import('../model-source.js').ModelSource} again */
        const file = (again) => {
          const sources = parts.length ? parts.map((part) => partOf(again, part)) : [again.weights];
          return Promise.all(
            sources.map((source) => blobOf(source, { openUrl: io.openUrl, cache })),
          );
        };
        const engine = new Engine(
          module,
          classifier,
          { workers: 1, flavour, performanceNotes },
          endThreads,
          file,
          io.decode,
        );
        onProgress?.({ phase: 'ready', ...progress });
        return engine;
      } finally {
        module.deleteLoader(loader);
      }
    } catch (error) {
      // They may not be made yet.
      starting.then(endThreads, endThreads);
      throw error;
    } finally {
      // Where something else failed they still come.
      weights.return();
    }
  }

  /** @returns {Info} */
  info() {
    return { ...this.#call(() => this.#module.info(this.#classifier)), ...this.#build };
  }

  /**
   * @param {PhotoSource} photo
   * @param {ClassifyRequest} options
   * @returns {Promise<Result>}
   */
  async classify(photo, options) {
    const asked = { topK: neededOf(options) };
    const { predictions, ...how } = await this.#onPhoto(photo, options, (one) =>
      this.#module.classify(this.#classifier, one, asked),
    );
    return { predictions: select(predictions, options), .../** @type {How} */ (how) };
  }

  /**
   * @param {PhotoSource | import('../photo-source.js').TensorSource} input
   * @param {PhotoRequest} options
   * @returns {Promise<Float32Array>}
   */
  async logits(input, options) {
    clearTimeout(this.#idle);
    if (input.kind === 'tensor')
      return this.#call(() => this.#module.logitsOf(this.#classifier, input));
    return this.#onPhoto(input, options, (one) => this.#module.logits(this.#classifier, one));
  }

  /**
   * @param {PhotoSource} photo
   * @param {PhotoRequest} options
   * @returns {Promise<Float32Array>}
   */
  async embed(photo, options) {
    return this.#onPhoto(photo, options, (one) => this.#module.embed(this.#classifier, one));
  }

  /**
   * @param {PhotoSource} photo
   * @param {FeaturesRequest} options
   * @returns {Promise<Features>}
   */
  async features(photo, { names = this.#parts(), shortcuts, without, topK, ...options }) {
    return this.#onPhoto(photo, options, (one) =>
      this.#module.features(this.#classifier, one, { names, shortcuts, without, topK }),
    );
  }

  /**
   * @param {PhotoSource} photo
   * @param {ExplainRequest} options
   * @returns {Promise<Explanation>}
   */
  async explain(photo, { label, shortcuts, without, ...options }) {
    const wanted = typeof label === 'number' ? { index: label } : { label };
    return this.#onPhoto(photo, options, (one) =>
      this.#module.explain(this.#classifier, one, { ...wanted, shortcuts, without }),
    );
  }

  /**
   * @returns {import('./wasm-module.js').ClassInfo[]}
   */
  classes() {
    return this.#call(() => this.#module.classes(this.#classifier));
  }

  /**
   * @param {'stem' | 'head'} part
   * @returns {import('./wasm-module.js').LayerWeights}
   */
  weights(part) {
    return this.#call(() =>
      part === 'stem'
        ? this.#module.stemWeights(this.#classifier)
        : this.#module.headWeights(this.#classifier),
    );
  }

  /**
   * @returns {import('./wasm-module.js').StepCost[]}
   */
  profile() {
    return this.#call(() => this.#module.profile(this.#classifier));
  }

  /**
   * For residua/teach: what stays of the network with another head, and the files that it lies in.
   * @param {import('../model-source.js').ModelSource} model that was loaded
   * @returns {Promise<{ body: string, files: Blob[] }>} body: see src/classify/body_json.h
   */
  async body(model) {
    const body = this.#call(() => this.#module.body(this.#classifier));
    return { body, files: await this.#file(model) };
  }

  /**
   * Gives the network's memory back to the module, and ends the module's threads. A call that still reads its photo
   * rejects with `closed`.
   */
  close() {
    clearTimeout(this.#idle);
    this.#broken = new ResiduaError('closed', 'The classifier is closed.');
    this.#module.deleteClassifier(this.#classifier);
    this.#endThreads();
  }

  /** The parts of the network: what its stem, its stages and its pooling make. */
  #parts() {
    return this.#call(() => this.#module.valueNames(this.#classifier)).filter((name) =>
      /^(stem|stage\d+|pooled)$/.test(name),
    );
  }

  /**
   * Decodes the photo in the way that was asked for and runs the network on it.
   * @template {object} T
   * @param {PhotoSource} photo
   * @param {PhotoRequest} options
   * @param {(photo: WasmPhoto) => T} run
   * @returns {Promise<T>}
   */
  async #onPhoto(photo, { decoder, crop, maxPixels }, run) {
    clearTimeout(this.#idle);
    let start = performance.now();
    let content = await readPhoto(photo, maxPixels);
    /** @type {How['decoder']} */
    let decodedBy = photo.kind === 'bitmap' ? 'browser' : null;
    /** @type {unknown} */
    let refused;
    if (content instanceof Uint8Array && decoder !== 'browser') {
      const data = content;
      const pixels = await this.#decode?.(data, maxPixels);
      if (pixels) [content, decodedBy] = [pixels, 'stb'];
      else {
        try {
          return answered(
            this.#call(() => run({ data, crop, maxPixels })),
            { decoder: 'stb' },
          );
        } catch (error) {
          if (decoder !== 'auto' || !isRefused(error)) throw error;
          refused = error;
        }
      }
    }
    if (content instanceof Uint8Array) {
      start = performance.now();
      const file =
        photo.kind === 'blob' ? photo.blob : new Blob([/** @type {BlobPart} */ (content)]);
      content = await decodeInBrowser(file, maxPixels).catch((failure) => {
        // The module's own sentence names the kind of image.
        throw refused && isRefused(failure) ? refused : failure;
      });
      decodedBy = 'browser';
    }
    // A bitmap's pixels were copied out of the browser; raw ones were there.
    const decode = photo.kind === 'pixels' ? 0 : performance.now() - start;
    const pixels = content;
    return answered(
      this.#call(() => run({ ...pixels, crop })),
      { decoder: decodedBy, decode },
    );
  }

  /**
   * @template T
   * @param {() => T} call
   * @returns {T}
   */
  #call(call) {
    if (this.#broken) throw this.#broken;
    try {
      return attempt(call);
    } catch (error) {
      // After a trap the module's memory is in no known state.
      const { cause } = /** @type {ResiduaError} */ (error);
      if (cause instanceof WebAssembly.RuntimeError) {
        this.#broken = /** @type {ResiduaError} */ (error);
      }
      throw error;
    }
  }
}

/**
 * @param {import('../model-source.js').Source} source
 * @param {import('./download.js').ReadOptions} options
 * @returns {Promise<Blob>}
 */
async function blobOf(source, options) {
  if (source.kind === 'blob') return source.blob;
  /** @type {BlobPart[]} */
  const chunks = [];
  for await (const chunk of readChunks(source, options)) chunks.push(/** @type {any} */ (chunk));
  return new Blob(chunks);
}

/**
 * Whether another decoder may do better. With a file that is cut off it would only guess.
 * @param {unknown} error
 */
function isRefused(error) {
  const { code, message } = /** @type {ResiduaError} */ (error);
  return /^(unsupported|invalid)-image$/.test(code) && !message.includes('cut off');
}

/**
 * @template {object} T
 * @param {T} result
 * @param {{ decoder: 'stb' | 'browser' | null, decode?: number }} how decode: milliseconds, where the module does not know
 * @returns {T} the same, and how its photo was decoded, where it says how long that took
 */
function answered(result, { decoder, decode }) {
  if (!('ms' in result)) return result;
  const ms = /** @type {import('./wasm-module.js').Milliseconds} */ (result.ms);
  return { ...result, ms: { ...ms, decode: decode ?? ms.decode }, decoder };
}

/**
 * @template T
 * @param {() => T} call into the WebAssembly module
 * @returns {T}
 * @throws {ResiduaError}
 */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    throw toResiduaError(error);
  }
}
