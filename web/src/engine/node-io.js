// How Node reads addresses and files, and imports the module's glue.

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ResiduaError } from '../errors.js';
import * as web from './open-url.js';

/** @type {import('./engine.js').Io} */
export const nodeIo = {
  async openUrl(url, options) {
    if (!url.startsWith('file:')) return web.openUrl(url, options);
    const { size, mtimeMs } = await reading(url, () => stat(new URL(url)));
    return {
      chunks: createReadStream(new URL(url), {
        start: options.offset,
        highWaterMark: 1 << 20,
        signal: options.signal,
      }),
      offset: options.offset,
      total: size,
      validator: `${size}-${mtimeMs}`,
    };
  },
  readUrl: (url, signal) =>
    url.startsWith('file:')
      ? reading(url, () => readFile(new URL(url), { signal }))
      : web.readUrl(url, signal),
  importGlue: (url) =>
    import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url),
  readWasm: (url) => nodeIo.readUrl(url),
};

/**
 * @template T
 * @param {string} url
 * @param {() => Promise<T>} read
 * @returns {Promise<T>}
 */
async function reading(url, read) {
  try {
    return await read();
  } catch (cause) {
    const { message } = /** @type {Error} */ (cause);
    throw new ResiduaError('download-failed', `${decodeURI(url)} could not be read: ${message}.`, {
      cause,
    });
  }
}
