// Locations of the module's files in a browser.

import { anyBrowser, toAddress } from './any-browser.js';
import { importing } from './engine/importing.js';
import { ResiduaError, toResiduaError } from './errors.js';
import { portOf } from './worker-port.js';

// Literal URLs, so that bundlers find and include the files.
/** @type {Record<import('./flavour.js').Flavour, () => [glue: URL, wasm: URL, readers: URL]>} */
const ASSETS = {
  simd: () => [
    new URL('../dist/residua-simd.mjs', import.meta.url),
    new URL('../dist/residua-simd.wasm', import.meta.url),
    new URL('../dist/residua-simd-readers.wasm', import.meta.url),
  ],
  'relaxed-simd': () => [
    new URL('../dist/residua-relaxed-simd.mjs', import.meta.url),
    new URL('../dist/residua-relaxed-simd.wasm', import.meta.url),
    new URL('../dist/residua-relaxed-simd-readers.wasm', import.meta.url),
  ],
  'simd-threads': () => [
    new URL('../dist/residua-simd-threads.mjs', import.meta.url),
    new URL('../dist/residua-simd-threads.wasm', import.meta.url),
    new URL('../dist/residua-simd-threads-readers.wasm', import.meta.url),
  ],
  'relaxed-simd-threads': () => [
    new URL('../dist/residua-relaxed-simd-threads.mjs', import.meta.url),
    new URL('../dist/residua-relaxed-simd-threads.wasm', import.meta.url),
    new URL('../dist/residua-relaxed-simd-threads-readers.wasm', import.meta.url),
  ],
};

/** @type {import('./create-classifier.js').Platform} */
export const browserPlatform = {
  ...anyBrowser,
  startWorker: () => portOf(createWorker()),
  assets(flavour) {
    // Some bundlers make them relative to the page, whose URL the worker does not know.
    const [glue, wasm, readers] = ASSETS[flavour]().map(toAddress);
    return { glue, wasm, readers };
  },
  builtin: () => toAddress(new URL('../dist/builtin.safetensors', import.meta.url)),
};

/** @returns {Worker} */
function createWorker() {
  if (typeof Worker === 'undefined') {
    throw new ResiduaError(
      'unsupported-browser',
      'Workers are unavailable here. Pass worker: false.',
    );
  }
  try {
    return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  } catch (cause) {
    return createForeignWorker(cause);
  }
}

/**
 * A worker's script must have the page's origin. If the module comes from another one (a CDN), a one-line script created here
 * imports it.
 * @param {unknown} first why the direct way failed
 * @returns {Worker}
 */
function createForeignWorker(first) {
  const here = import.meta.url;
  let url = '';
  try {
    if (!/^https?:/.test(here)) throw first;
    // Not a literal: a bundler would treat the file as an asset and ship it unchanged.
    url = importing(new URL(['worker', 'js'].join('.'), here).href);
    return new Worker(url, { type: 'module' });
  } catch (cause) {
    throw new ResiduaError(
      'unsupported-browser',
      `The worker could not start (${toResiduaError(cause).message}). If enforced, Trusted Types need a default policy.`,
      { cause },
    );
  } finally {
    // The browser has resolved the URL and will still fetch the script.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
