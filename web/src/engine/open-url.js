// Reads addresses with fetch.

import { abortable } from '../abortable.js';
import { ResiduaError } from '../errors.js';

/**
 * @type {import('./download.js').OpenUrl}
 */
export async function openUrl(url, { offset, method, signal }) {
  const response = await request(url, {
    method,
    signal,
    headers: offset ? { Range: `bytes=${offset}-` } : {},
  });
  const resumed = response.status === 206;
  return {
    chunks: streamChunks(response),
    offset: resumed ? offset : 0,
    total: totalOf(response, resumed ? offset : 0),
    // Of the two, only the second is readable from every server of another origin.
    validator: response.headers.get('etag') ?? response.headers.get('last-modified'),
    drop: () => response.body?.cancel().catch(() => {}),
  };
}

/**
 * Reads the whole content of an address.
 * @param {string} url
 * @param {AbortSignal} [signal]
 * @param {number} [timeout] milliseconds without data after which it fails
 * @returns {Promise<Uint8Array>}
 */
export async function readUrl(url, signal, timeout = Infinity) {
  const stop = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const wait = () => {
    clearTimeout(timer);
    if (timeout < Infinity) timer = setTimeout(() => stop.abort(), timeout);
  };
  wait();
  try {
    return await abortable(signal, async () => {
      const response = await request(url, { signal: stop.signal });
      const pieces = [];
      for await (const piece of streamChunks(response)) {
        wait();
        pieces.push(piece);
      }
      return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (pieces)).arrayBuffer());
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ResiduaError) throw cause;
    throw new ResiduaError(
      'download-failed',
      stop.signal.aborted
        ? `${shown(url)} sent nothing for ${timeout / 1000} s.`
        : `The download of ${shown(url)} was interrupted. Try again.`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

/**
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<Response>} with a successful status
 */
async function request(url, init) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new ResiduaError(
      'download-failed',
      `${shown(url)} could not be read. ` +
        (url.startsWith('blob:')
          ? 'It was revoked, or belongs to another page.'
          : 'Either there is no connection, or its server does not allow other origins to read it (CORS).'),
      { cause },
    );
  }
  if (response.ok) return response;
  await response.body?.cancel();
  throw new ResiduaError(
    'download-failed',
    `${shown(url)} answered with status ${response.status}.`,
  );
}

/**
 * @param {Response} response
 * @param {number} offset
 * @returns {number | null}
 */
function totalOf(response, offset) {
  // The length of a compressed response is not that of the file.
  const length = response.headers.get('content-length');
  if (length === null || response.headers.get('content-encoding')) return null;
  return offset + Number(length);
}

/**
 * @param {Response} response
 * @returns {AsyncGenerator<Uint8Array, void, void>}
 */
async function* streamChunks(response) {
  // Not every browser can iterate over a stream.
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Otherwise the rest would still be downloaded after the reader stops early.
    reader.cancel().catch(() => {});
  }
}

/**
 * @param {string} url which may contain a whole file
 * @returns {string} for a message
 */
export function shown(url) {
  return url.length > 200 ? `${url.slice(0, 100)}...` : url;
}
