// How Node reads addresses and files, and imports the module's glue.

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ResiduaError } from '../errors.js';
import * as web from './open-url.js';

/** @type {import('./engine.js').Io} */
export const nodeIo = {
  async openUrl(url, options) {
    if (!url.startsWith('file:')) {
      return reading(url, () => web.openUrl(url, options), options.signal);
    }
    const { size, mtimeMs } = await reading(url, async () => {
      const stats = await stat(new URL(url));
      if (stats.isDirectory()) throw new Error('it is a folder');
      return stats;
    });
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
    reading(
      url,
      () =>
        url.startsWith('file:')
          ? // A small Buffer is a part of a larger one, which cannot be handed over.
            readFile(new URL(url)).then((content) => new Uint8Array(content))
          : web.readUrl(url, signal),
      signal,
    ),
  importGlue: (url) =>
    import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url),
  readWasm: (url) => nodeIo.readUrl(url),
};

/**
 * @template T
 * @param {string} url
 * @param {() => Promise<T>} read
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
async function reading(url, read, signal) {
  try {
    return await read();
  } catch (error) {
    signal?.throwIfAborted();
    // Here is no page, and Node knows why a connection fails.
    const cause = error instanceof ResiduaError ? error.cause : error;
    if (cause === undefined) throw error;
    const { message } = /** @type {Error} */ (Object(cause).cause ?? cause);
    throw new ResiduaError('download-failed', `${url} could not be read: ${message}.`, {
      cause,
    });
  }
}
