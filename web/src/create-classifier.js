// Creates classifiers; everything specific to an environment comes from its platform.

import { abortable } from './abortable.js';
import { Classifier } from './classifier.js';
import { ResiduaError, toResiduaError } from './errors.js';
import { absolute, resolveModel, toBytes } from './model-source.js';
import {
  checked,
  checkCount,
  checkOneOf,
  checkOptions,
  checkSignal,
  checkType,
  mustBe,
} from './options.js';
import { chooseFlavours, FLAVOURS, usualThreads } from './flavour.js';
import { guarded } from './listener.js';
import { LocalClient } from './local-client.js';
import { WorkerClient } from './worker-client.js';

/** @typedef {import('./engine/engine.js').Progress} Progress */
/** @typedef {import('./flavour.js').Flavour} Flavour */

/** @typedef {{ glue: string, wasm: string, readers: string }} Assets addresses of the files of a build of the WebAssembly */

/**
 * Options of `createClassifier`.
 * @typedef {object} CreateOptions
 * @property {import('./model-source.js').ModelOption} [model] a model's name (see `listModels`), an address, a File or Blob,
 *   bytes, or `{ weights, labels, config }`. Default: `'builtin'`, which is part of the package
 * @property {import('./model-source.js').ModelFiles['labels']} [labels] the class names: an array, the address or file of a
 *   list (one per line, or JSON), or a language (`'en'`, `'ko'`) for ImageNet's. Default: the model's own
 * @property {import('./model-source.js').ModelFiles['config']} [config] settings that the checkpoint does not contain: the
 *   model's config.json or preprocessor_config.json, or an array of both; as an object, address or file. Default: the model's
 *   own
 * @property {string | URL} [weightsUrl] a folder of yours with the files of listed models, used for a `model` given by name;
 *   tried before their public addresses. Default: none
 * @property {(progress: Progress) => void} [onProgress] receives the progress of loading. Default: none
 * @property {AbortSignal} [signal] an abort cancels loading at once; the call rejects with the signal's reason. Default: none
 * @property {boolean} [cache] `false` neither stores downloaded weights in the browser (Cache Storage) nor uses stored ones;
 *   files and bytes are never stored. Default: `true`
 * @property {boolean} [worker] `false` runs the network in the calling thread, which it blocks; for callers that are already in
 *   a worker. Default: `true`
 * @property {number} [threads] number of threads, including the worker's own. More than one requires a cross-origin isolated
 *   page; otherwise `info().performanceNotes` explains it. Default: the number of cores, half of them above four, at most 8;
 *   one if several are measured to be slower (`info().threadGain`)
 * @property {number | 'auto'} [workers] number of photos that `classifyEach` and `classifyBatch` process side by side, each in
 *   a worker with its own copy of the network of 50 to 150 MB. Does not require cross-origin isolation. Several workers use one
 *   thread each, unless `threads` is given, and start one after the other once the first is ready. `'auto'`: where threads are
 *   unavailable, as many as there are cores and as fit a quarter of the memory, at most 8; otherwise one. Default: 1
 * @property {Flavour} [flavour] the build of the WebAssembly to use. Default: the best that the machine supports, or the next
 *   one if the browser fails to start it
 * @property {'auto' | 'lean' | 'direct'} [kernels] `'auto'` is the fastest; `'lean'` needs the least memory; `'direct'` uses
 *   only XNNPACK's kernels, for comparison. Default: `'auto'`
 * @property {string | URL} [wasmUrl] address of the .wasm file, or, ending in a slash, of a folder with those of all flavours;
 *   the readers of PyTorch and ONNX files must be beside it, as in `dist`. Default: beside the module
 * @property {ArrayBuffer | ArrayBufferView} [wasmBinary] the .wasm file itself. If only one file is given, as `wasmUrl` or
 *   `wasmBinary`, `flavour` must name it unless it is `'simd'`. Default: read from `wasmUrl`
 */

/**
 * @typedef {object} Platform
 * @property {() => import('./worker-client.js').WorkerPort} startWorker throws a ResiduaError
 * @property {(flavour: Flavour) => Assets} assets addresses of a flavour's files
 * @property {() => string} [builtin] address of the built-in model; undefined where it is unavailable
 * @property {() => number} cores
 * @property {() => boolean} mayBlock whether the calling thread may block, for `worker: false`
 * @property {string} [onOneThread] why only one thread is possible; undefined otherwise
 * @property {(flavour: Flavour) => Promise<Uint8Array>} [wasmBinary] the .wasm itself, where it is at hand
 * @property {import('./model-source.js').ToAddress} toAddress
 * @property {import('./engine/engine.js').Io} io for `worker: false`
 */

const OPTIONS = [
  'model',
  'labels',
  'config',
  'onProgress',
  'signal',
  'weightsUrl',
  'cache',
  'worker',
  'threads',
  'workers',
  'flavour',
  'kernels',
  'wasmUrl',
  'wasmBinary',
];

/** The maximum number of threads or workers: more gain nothing, and a thousand would crash the process. */
const MOST = 64;

const KERNELS = /** @type {const} */ (['auto', 'lean', 'direct']);

/**
 * @param {Platform} platform
 * @param {CreateOptions} [options]
 * @returns {Promise<Classifier>}
 */
export async function createForPlatform(platform, options = {}) {
  try {
    return await create(platform, options);
  } catch (error) {
    checked(() => {
      // An abort rejects with its reason, whatever that is.
      if (error !== Object(options).signal?.reason) throw error;
    })();
    throw error;
  }
}

/**
 * @param {Platform} platform
 * @param {CreateOptions} options
 * @returns {Promise<Classifier>}
 */
async function create(platform, options) {
  checkOptions(options, OPTIONS, 'createClassifier');
  const { model, onProgress, signal, cache = true, worker = true } = options;
  const { flavour, kernels = 'auto', workers = 1, wasmUrl, wasmBinary } = options;
  const threads = options.threads ?? (typeof workers === 'number' && workers > 1 ? 1 : undefined);
  checkType('onProgress', onProgress, 'function');
  checkSignal(signal);
  checkType('cache', cache, 'boolean');
  checkType('worker', worker, 'boolean');
  if (threads !== undefined) checkCount('threads', threads, MOST);
  if (workers !== 'auto') checkCount('workers', workers, MOST);
  if (flavour !== undefined) checkOneOf('flavour', flavour, FLAVOURS);
  checkOneOf('kernels', kernels, KERNELS);
  if ('ServiceWorkerGlobalScope' in globalThis) {
    throw new ResiduaError(
      'unsupported-browser',
      'A service worker cannot start workers. Run this in a page, such as an offscreen document (chrome.offscreen).',
    );
  }
  const { toAddress } = platform;
  const resolve = await abortable(signal, () => resolveModel(model, options, platform));
  const given = wasmBinary === undefined ? undefined : toBytes(wasmBinary);
  if (wasmBinary !== undefined && !given) {
    throw mustBe('wasmBinary', 'bytes', wasmBinary);
  }
  const folder = wasmUrl !== undefined && String(wasmUrl).endsWith('/');
  const oneFile = given !== undefined || (wasmUrl !== undefined && !folder);
  const choices = chooseFlavours(
    { flavour: flavour ?? (oneFile ? 'simd' : undefined), threads },
    {
      cores: platform.cores(),
      mayBlock: worker || platform.mayBlock(),
      onOneThread: platform.onOneThread,
    },
  );
  /** @param {Flavour} chosen */
  const assetsOf = (chosen) => {
    const assets = platform.assets(chosen);
    if (wasmUrl !== undefined) {
      const address = folder ? `${wasmUrl}residua-${chosen}.wasm` : wasmUrl;
      assets.wasm = absolute('wasmUrl', address, toAddress);
      assets.readers = assets.wasm.replace(/(\.wasm)?(?=$|[?#])/, '-readers$&');
    }
    return assets;
  };
  assetsOf(choices[0].flavour);
  signal?.throwIfAborted();

  const start = () =>
    worker ? new WorkerClient(platform.startWorker()) : new LocalClient(platform.io);
  const client = start();
  try {
    /** @type {import('./engine/engine.js').LoadRequest | undefined} */
    let request;
    /** @param {import('./flavour.js').Choice} choice @returns {Promise<import('./engine/engine.js').Info>} */
    const load = async (choice) => {
      const atHand = wasmUrl === undefined ? platform.wasmBinary?.(choice.flavour) : undefined;
      request = {
        model: await resolve(),
        assets: assetsOf(choice.flavour),
        cache,
        kernels,
        ...choice,
        measureThreads: threads === undefined,
        wasmBinary: given ?? (await atHand),
      };
      return client.call('load', [request], { onProgress: guarded(onProgress), signal });
    };
    const info = await abortable(signal, () => loadFirst(choices, load));
    /** @type {import('./backend.js').Backend} */
    let backend = client;
    const others = (workers === 'auto' ? usualWorkers(info, platform.cores()) : workers) - 1;
    if (others > 0 && client instanceof WorkerClient) {
      const { WorkerPool } = await import('./worker-pool.js');
      backend = new WorkerPool(client, others, async () => {
        const another = new WorkerClient(platform.startWorker());
        try {
          await another.call('load', [
            { ...request, threads: info.threads, measureThreads: false },
          ]);
          return another;
        } catch (error) {
          another.close();
          throw error;
        }
      });
    }
    const { readPhoto = platform.io.readUrl } = platform.io;
    return new Classifier(backend, info, toAddress, readPhoto, resolve);
  } catch (error) {
    client.close();
    if (signal?.aborted) throw signal.reason;
    throw toResiduaError(error);
  }
}

/**
 * Threads already share the work of one photo. A copy of the network takes about 1.5 times its weights, plus 40 MB.
 * @param {import('./engine/engine.js').Info} info
 * @param {number} cores
 */
function usualWorkers({ threads, parameters }, cores) {
  if (threads > 1) return 1;
  const gigabytes = /** @type {any} */ (globalThis.navigator)?.deviceMemory ?? 4;
  return Math.min(usualThreads(cores), Math.floor((gigabytes * 250e6) / (6 * parameters + 40e6)));
}

/**
 * Loads with the first choice that starts in this browser.
 * @template T
 * @param {import('./flavour.js').Choice[]} choices
 * @param {(choice: import('./flavour.js').Choice) => Promise<T>} load
 * @returns {Promise<T>}
 */
async function loadFirst([choice, ...others], load) {
  try {
    return await load(choice);
  } catch (error) {
    if (!others.length || toResiduaError(error).code !== 'unsupported-browser') throw error;
    const performanceNotes = [...choice.performanceNotes, toResiduaError(error).message];
    return loadFirst(
      others.map((other) => ({ ...other, performanceNotes })),
      load,
    );
  }
}
