// The side of the module that holds the WebAssembly: loads it and a network, and answers calls. It runs
// in a worker, or beside the page's own code with `worker: false`.

import { ResiduaError, toResiduaError } from '../errors.js';
import { decodeInBrowser, hasBrowserDecoder } from './browser-decoder.js';
import { readChunks } from './download.js';
import { hasSimd } from './features.js';
import { readPhoto } from './read-photo.js';
import { neededOf, select } from './select.js';

/** @typedef {import('./wasm-module.js').WasmModule} WasmModule */
/** @typedef {import('./wasm-module.js').WasmClassifier} WasmClassifier */
/** @typedef {import('./wasm-module.js').WasmResult} WasmResult */
/** @typedef {import('./wasm-module.js').WasmInfo} WasmInfo */
/** @typedef {import('./wasm-module.js').Milliseconds} Milliseconds */
/** @typedef {import('./browser-decoder.js').Pixels} Pixels */
/** @typedef {import('../photo-source.js').PhotoSource} PhotoSource */
/** @typedef {import('../model-source.js').TextSource} TextSource */

/**
 * Who decodes encoded photos: the module (`stb`), so that every browser answers alike, the browser, or
 * the module and for the kinds that it does not read the browser (`auto`).
 * @typedef {'auto' | 'stb' | 'browser'} Decoder
 */

/** @typedef {import('./select.js').Selection & { decoder: Decoder }} ClassifyRequest */

/**
 * How far loading has come.
 * @typedef {object} Progress
 * @property {'download' | 'build' | 'ready'} phase `download` while weights are read, from wherever
 *   they are; `build` while the network is made from the last of them
 * @property {number} bytes of weights that have been read
 * @property {number | null} total bytes of weights, null where nobody says
 */

/**
 * What the engine needs to know to load; it can be sent to a worker.
 * @typedef {object} LoadRequest
 * @property {import('../model-source.js').ModelSource} model
 * @property {{ glue: string, wasm: string }} assets addresses of the module's two files
 * @property {boolean} cache keep downloaded weights
 * @property {Uint8Array} [wasmBinary] the .wasm itself, instead of its address
 */

/**
 * What depends on where the engine runs.
 * @typedef {object} Io
 * @property {import('./download.js').OpenUrl} openUrl
 * @property {(url: string, signal?: AbortSignal) => Promise<Uint8Array>} readUrl
 * @property {(url: string) => Promise<{ default: import('./wasm-module.js').WasmFactory }>} importGlue
 * @property {(url: string) => Promise<Uint8Array>} [readWasm] where the glue cannot read it itself
 */

export class Engine {
  #io;
  #classifier;
  /** @type {ResiduaError | undefined} */
  #broken;

  /**
   * @param {Io} io
   * @param {WasmClassifier} classifier owned
   */
  constructor(io, classifier) {
    this.#io = io;
    this.#classifier = classifier;
  }

  /**
   * @param {LoadRequest} request
   * @param {{ io: Io, onProgress?: (progress: Progress) => void, signal?: AbortSignal }} context
   * @returns {Promise<Engine>}
   */
  static async load({ model, assets, cache, wasmBinary }, { io, onProgress, signal }) {
    // The module compiles while the weights arrive.
    const starting = startModule(assets, wasmBinary, io);
    starting.catch(() => {});
    const cards = await Promise.all(model.cards.map((card) => readText(card, io, signal)));
    const labels = model.labels && (await readText(model.labels, io, signal));
    const module = await starting;
    signal?.throwIfAborted();
    const loader = attempt(() => new module.Loader({ cards, ...(labels ? { labels } : {}) }));
    try {
      let progress = { bytes: 0, total: /** @type {number | null} */ (null) };
      const chunks = readChunks(model.weights, {
        openUrl: io.openUrl,
        cache,
        signal,
        onProgress(bytes, total) {
          progress = { bytes, total };
          onProgress?.({ phase: 'download', ...progress });
        },
      });
      for await (const chunk of chunks) attempt(() => loader.push(chunk));
      onProgress?.({ phase: 'build', ...progress });
      const engine = new Engine(
        io,
        attempt(() => loader.finish()),
      );
      onProgress?.({ phase: 'ready', ...progress });
      return engine;
    } finally {
      loader.delete();
    }
  }

  /** @returns {WasmInfo} */
  info() {
    return this.#call(() => this.#classifier.info());
  }

  /**
   * @param {PhotoSource} photo
   * @param {ClassifyRequest} options
   * @returns {Promise<WasmResult>}
   */
  async classify(photo, options) {
    const asked = { topK: neededOf(options) };
    const { predictions, ms } = await this.#onPhoto(photo, options, {
      encoded: (bytes) => this.#classifier.classify(bytes, asked),
      pixels: ({ data, width, height }) =>
        this.#classifier.classifyPixels(data, width, height, asked),
    });
    return { predictions: select(predictions, options), ms };
  }

  /** Gives the network's memory back to the module. */
  close() {
    this.#classifier.delete();
  }

  /**
   * Decodes the photo in the way that was asked for and runs the network on it.
   * @template {{ ms: Milliseconds }} T
   * @param {PhotoSource} photo
   * @param {{ decoder: Decoder }} options
   * @param {{ encoded: (bytes: Uint8Array) => T, pixels: (pixels: Pixels) => T }} run
   * @returns {Promise<T>}
   */
  async #onPhoto(photo, { decoder }, run) {
    const start = performance.now();
    const content = await readPhoto(photo, this.#io);
    if (!(content instanceof Uint8Array)) {
      // A bitmap's pixels were copied out of the browser; raw ones were there.
      const decode = photo.kind === 'bitmap' ? performance.now() - start : 0;
      return withDecode(
        this.#call(() => run.pixels(content)),
        decode,
      );
    }
    if (decoder !== 'browser') {
      try {
        return this.#call(() => run.encoded(content));
      } catch (error) {
        const { code } = /** @type {ResiduaError} */ (error);
        const another = decoder === 'auto' && hasBrowserDecoder();
        if (code !== 'unsupported-image' || !another) throw error;
        return this.#onBrowserPixels(content, run.pixels).catch((failure) => {
          // The module's own sentence names the kind of image.
          throw failure.code === 'unsupported-image' ? error : failure;
        });
      }
    }
    return this.#onBrowserPixels(content, run.pixels);
  }

  /**
   * @template {{ ms: Milliseconds }} T
   * @param {Uint8Array} encoded
   * @param {(pixels: Pixels) => T} run
   * @returns {Promise<T>}
   */
  async #onBrowserPixels(encoded, run) {
    const start = performance.now();
    const pixels = await decodeInBrowser(encoded);
    const decode = performance.now() - start;
    return withDecode(
      this.#call(() => run(pixels)),
      decode,
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
 * @template {{ ms: Milliseconds }} T
 * @param {T} result
 * @param {number} decode milliseconds
 * @returns {T}
 */
function withDecode(result, decode) {
  return { ...result, ms: { ...result.ms, decode } };
}

/**
 * @param {{ glue: string, wasm: string }} assets
 * @param {Uint8Array | undefined} wasmBinary
 * @param {Io} io
 * @returns {Promise<WasmModule>}
 */
async function startModule(assets, wasmBinary, io) {
  if (!hasSimd()) {
    throw new ResiduaError(
      'unsupported-browser',
      'This browser has no WebAssembly SIMD. Residua needs it: Chrome 91, Firefox 89, Safari 16.4 or later.',
    );
  }
  try {
    const { default: createModule } = await io.importGlue(assets.glue);
    const binary = wasmBinary ?? (await io.readWasm?.(assets.wasm));
    return await createModule({
      ...(binary ? { wasmBinary: binary } : {}),
      locateFile: () => assets.wasm,
      // What goes wrong is thrown; nothing is printed.
      print: () => {},
      printErr: () => {},
    });
  } catch (cause) {
    const { message } = /** @type {Error} */ (Object(cause));
    throw new ResiduaError(
      'download-failed',
      `The WebAssembly module could not be loaded from ${assets.wasm} (${message}). If the file is ` +
        'elsewhere, name it as wasmUrl.',
      { cause },
    );
  }
}

/**
 * @param {TextSource} source
 * @param {Io} io
 * @param {AbortSignal} [signal]
 * @returns {Promise<string>}
 */
async function readText(source, io, signal) {
  if (source.kind === 'text') return source.text;
  if (source.kind === 'blob') return source.blob.text();
  return new TextDecoder().decode(await io.readUrl(source.url, signal));
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
