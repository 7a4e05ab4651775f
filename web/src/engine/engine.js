// The part of the module that owns the WebAssembly: loads it and a network, and executes calls. Runs in a worker, or in the
// calling thread with `worker: false`.

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
 * @property {number} workers how many photos of `classifyEach` and `classifyBatch` are processed side by side
 * @property {import('../flavour.js').Flavour} flavour the build of the WebAssembly in use
 * @property {string[]} performanceNotes one sentence per reason why it runs slower than possible; empty if there is none
 */

/**
 * Describes a network and how it runs.
 * @typedef {WasmInfo & Build} Info
 */
/** @typedef {import('./wasm-module.js').Milliseconds} Milliseconds */
/** @typedef {import('./wasm-module.js').Features} Features */
/** @typedef {import('./wasm-module.js').Explanation} Explanation */
/** @typedef {import('./wasm-module.js').Rect} Rect */
/** @typedef {import('../photo-source.js').PhotoSource} PhotoSource */
/** @typedef {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number }} Pixels */

/**
 * The decoder of encoded photos: the module's (`stb`), which gives the same pixels in every browser, the browser's, or the
 * module's with the browser's for other formats (`auto`).
 * @typedef {'auto' | 'stb' | 'browser'} Decoder
 */

/** @typedef {{ decoder: Decoder, crop?: Rect, maxPixels?: number }} PhotoRequest */
/** @typedef {PhotoRequest & import('./select.js').Selection} ClassifyRequest */
/** @typedef {Omit<WasmResult, 'predictions'> & { decoder: 'stb' | 'browser' | null }} How a photo was decoded, and what else is said */
/** @typedef {WasmResult & How} Result */
/** @typedef {PhotoRequest & { names?: readonly string[], shortcuts: boolean, without?: readonly string[], topK: number }} FeaturesRequest */
/** @typedef {PhotoRequest & { label?: string | number, shortcuts: boolean, without?: readonly string[] }} ExplainRequest */

/**
 * The progress of loading.
 * @typedef {object} Progress
 * @property {'download' | 'build' | 'ready'} phase `download` while weights are read from any source; `build` while the network
 *   is built from the last of them
 * @property {number} bytes number of bytes of weights read so far
 * @property {number | null} total size of the weights in bytes, null if the server sends no length
 */

/**
 * The engine's parameters for loading, in a form that can be sent to a worker.
 * @typedef {object} LoadRequest
 * @property {import('../model-source.js').ModelSource} model
 * @property {import('../create-classifier.js').Assets} assets
 * @property {import('../flavour.js').Flavour} flavour the build that the assets belong to
 * @property {number} threads
 * @property {string[]} performanceNotes reasons known so far why it runs slower than possible
 * @property {boolean} [measureThreads] whether to fall back to one thread if several are measured to be slower
 * @property {'auto' | 'lean' | 'direct'} kernels
 * @property {boolean} cache whether to store downloaded weights
 * @property {Uint8Array} [wasmBinary] the .wasm file, instead of its address
 */

/**
 * Functions that depend on the environment.
 * @typedef {object} Io
 * @property {import('./download.js').OpenUrl} openUrl
 * @property {(url: string, signal?: AbortSignal, timeout?: number) => Promise<Uint8Array>} readUrl timeout: milliseconds
 *   without data after which it fails
 * @property {Io['readUrl']} [readPhoto] reads only the beginning of a file that cannot be a photo. Default: readUrl
 * @property {(url: string) => Promise<{ default: import('./wasm-module.js').WasmFactory }>} importGlue
 * @property {(url: string) => Promise<Uint8Array>} [readWasm] for environments where the glue cannot read the file itself
 * @property {(file: Uint8Array, maxPixels?: number) => Promise<Pixels | undefined>} [decode] decodes formats that the module
 *   does not read, where there is no browser; undefined for other formats
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
   * Why calls can no longer be executed.
   * @type {ResiduaError | undefined}
   */
  #broken;

  /**
   * @param {WasmModule} module
   * @param {WasmClassifier} classifier owned
   * @param {Build} build
   * @param {() => void} endThreads ends the module's threads
   * @param {(model: import('../model-source.js').ModelSource) => Promise<Blob[]>} file returns the checkpoint's bytes again
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
      // They may not exist yet.
      starting.then(endThreads, endThreads);
      throw error;
    } finally {
      // If something else failed, they may still arrive.
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
   * For residua/teach: the parts of the network that are kept with another head, and the files that contain them.
   * @param {import('../model-source.js').ModelSource} model the loaded model
   * @returns {Promise<{ body: string, files: Blob[] }>} body: see src/classify/body_json.h
   */
  async body(model) {
    const body = this.#call(() => this.#module.body(this.#classifier));
    return { body, files: await this.#file(model) };
  }

  /**
   * Frees the network's memory in the module, and ends the module's threads. A call that is still reading its photo rejects
   * with `closed`.
   */
  close() {
    clearTimeout(this.#idle);
    this.#broken = new ResiduaError('closed', 'The classifier is closed.');
    this.#module.deleteClassifier(this.#classifier);
    this.#endThreads();
  }

  /** The names of the network's parts: the results of its stem, its stages and its pooling. */
  #parts() {
    return this.#call(() => this.#module.valueNames(this.#classifier)).filter((name) =>
      /^(stem|stage\d+|pooled)$/.test(name),
    );
  }

  /**
   * Decodes the photo as requested and runs the network on it.
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
        // The module's own message names the image format.
        throw refused && failure.code === 'unsupported-image' ? refused : failure;
      });
      decodedBy = 'browser';
    }
    // A bitmap's pixels were copied out of the browser; raw pixels needed no decoding.
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
      // After a trap the module's memory is in an undefined state.
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
 * Whether another decoder may succeed. For a truncated file it would only guess.
 * @param {unknown} error
 */
function isRefused(error) {
  const { code, message } = /** @type {ResiduaError} */ (error);
  return /^(unsupported|invalid)-image$/.test(code) && !message.includes('cut off');
}

/**
 * @template {object} T
 * @param {T} result
 * @param {{ decoder: 'stb' | 'browser' | null, decode?: number }} how decode: milliseconds, if the module did not measure them
 * @returns {T} with the decoder and the time it took, where results include times
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
