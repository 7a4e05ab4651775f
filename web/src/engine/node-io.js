// Reads addresses and files, and imports the module's glue in Node.

import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { ResiduaError } from '../errors.js';
import { decodeWebp } from '../node-webp.js';
import * as web from './open-url.js';
import { readImage } from './read-photo.js';

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
  readUrl: (url, signal, timeout) =>
    reading(
      url,
      () =>
        url.startsWith('file:')
          ? // A small Buffer is part of a larger one, which cannot be transferred.
            readFile(new URL(url)).then((content) => new Uint8Array(content))
          : web.readUrl(url, signal, timeout),
      signal,
    ),
  readPhoto: (url, signal, timeout) =>
    url.startsWith('file:')
      ? reading(url, () => readImageFile(new URL(url)), signal)
      : nodeIo.readUrl(url, signal, timeout),
  importGlue: (url) =>
    import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ url),
  readWasm: (url) => nodeIo.readUrl(url),
  decode: decodeWebp,
};

/**
 * Reads an image, or only the beginning of a file that cannot be one.
 * @param {string | URL} path
 * @returns {Promise<Uint8Array>}
 */
export async function readImageFile(path) {
  const file = await open(path);
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw new Error('it is a folder; pass the images in it');
    // Pipes have no size.
    if (!stats.isFile()) return new Uint8Array(await file.readFile());
    return await readImage(stats.size, async (end) => {
      const bytes = new Uint8Array(end);
      const { bytesRead } = await file.read(bytes, 0, end, 0);
      return bytes.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

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
    // There is no page here, and Node reports why a connection fails.
    const cause = error instanceof ResiduaError ? error.cause : error;
    if (cause === undefined) throw error;
    const { message } = /** @type {Error} */ (Object(cause).cause ?? cause);
    throw new ResiduaError(
      'download-failed',
      `${web.shown(url)} could not be read: ${web.shown(message)}.`,
      {
        cause,
      },
    );
  }
}
