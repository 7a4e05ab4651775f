// Reads a file of weights chunk by chunk from any source, and verifies it.

import { ResiduaError } from '../errors.js';
import { Sha256 } from './sha256.js';
import { CacheEntry } from './weights-cache.js';

/** @typedef {import('../model-source.js').Source} Source */
/** @typedef {Extract<Source, { kind: 'url' }>} UrlSource */
/** @typedef {{ chunk: Uint8Array, total: number | null }} SizedChunk total: of the whole file, if known */

/**
 * An opened address.
 * @typedef {object} Opened
 * @property {AsyncIterable<Uint8Array>} chunks
 * @property {number} offset of the first byte; 0 if the server does not support ranges
 * @property {number | null} total size of the whole file in bytes, null if the server does not send it
 * @property {string | null} validator identifies the version of the file
 * @property {() => void} [drop] cancels it if its chunks are not read
 */

/**
 * Opens an address for reading from `offset`, or only queries it. Rejects with `download-failed`, which has a `cause` if the
 * server did not answer.
 * @typedef {(url: string, options: { offset: number, method?: 'HEAD', signal?: AbortSignal })
 *   => Promise<Opened>} OpenUrl
 */

/**
 * @typedef {object} ReadOptions
 * @property {OpenUrl} openUrl
 * @property {boolean} [cache] whether to store the file in the browser's Cache Storage
 * @property {AbortSignal} [signal]
 * @property {(bytes: number, total: number | null) => void} [onProgress]
 */

// Bytes and Blobs are passed on in pieces of this size, so that progress is visible.
const PIECE = 4 << 20;

// How often an interrupted download is resumed without progress in between.
const RETRIES = 3;
const RETRY_DELAY = 400; // milliseconds, doubled each time

/**
 * @param {Source} source
 * @param {ReadOptions} options
 * @returns {AsyncGenerator<Uint8Array, void, void>}
 * @throws {ResiduaError} `download-failed` if no address can be read completely, `checksum-mismatch` after the last chunk if
 *   the file is not the expected one
 */
export async function* readChunks(source, options) {
  let bytes = 0;
  for await (const { chunk, total } of sizedChunks(source, options)) {
    options.signal?.throwIfAborted();
    bytes += chunk.length;
    options.onProgress?.(bytes, total);
    yield chunk;
  }
}

/**
 * Starts the generator immediately instead of with the first call of `next()`.
 * @template T
 * @param {AsyncGenerator<T, void, void>} items
 */
export function startEagerly(items) {
  const next = items.next.bind(items);
  /** @type {ReturnType<typeof next> | undefined} */
  let first = next();
  first.catch(() => {});
  items.next = () => {
    const item = first ?? next();
    first = undefined;
    return item;
  };
  return items;
}

/**
 * @param {Source} source
 * @param {ReadOptions} options
 * @returns {AsyncGenerator<SizedChunk, void, void>}
 */
async function* sizedChunks(source, options) {
  if (source.kind !== 'url') {
    const total = source.kind === 'bytes' ? source.bytes.length : source.blob.size;
    for (let at = 0; at < total; at += PIECE) {
      const chunk =
        source.kind === 'bytes'
          ? source.bytes.subarray(at, at + PIECE)
          : new Uint8Array(await source.blob.slice(at, at + PIECE).arrayBuffer());
      yield { chunk, total };
    }
  } else {
    const whole = source.sha256?.length === 64 ? source.sha256 : null;
    const kept = options.cache && source.keep !== false;
    const entry = kept ? await CacheEntry.open(source.urls[0], whole) : undefined;
    let received = 0;
    if (entry && (await isCurrent(entry, options))) {
      const total = entry.bytes;
      for await (const chunk of entry.chunks()) {
        received += chunk.length;
        yield { chunk, total };
      }
      // Parts may be removed while others are read.
      if (received === total) return;
    }
    const reserved = (await entry?.reserve()) ? entry : undefined;
    try {
      for await (const { chunk, total } of checkedChunks(source, reserved, options)) {
        const fresh = chunk.subarray(received);
        received = Math.max(0, received - chunk.length);
        if (fresh.length) yield { chunk: fresh, total };
      }
    } finally {
      reserved?.release();
    }
  }
}

/**
 * Whether the cached file is complete and, as far as can be determined, current: if the server is unreachable or lacks the
 * file, it is.
 * @param {CacheEntry} entry
 * @param {ReadOptions} options
 * @returns {Promise<boolean>}
 */
async function isCurrent(entry, { openUrl, signal }) {
  const { complete, sha256, validator, from } = entry.record;
  if (!complete || !(await entry.isWhole())) return false;
  if (sha256) return true;
  /** @param {'HEAD'} [method] */
  const ask = (method) => openUrl(/** @type {string} */ (from), { offset: 0, method, signal });
  try {
    // Some servers answer only requests for the whole file.
    const now = await ask('HEAD').catch(() => ask());
    now.drop?.();
    // Values that the server does not send are assumed unchanged.
    return (now.total ?? entry.bytes) === entry.bytes && (now.validator ?? validator) === validator;
  } catch {
    signal?.throwIfAborted();
    return true;
  }
}

/**
 * Downloads the file, or the rest of it, into the cache, and verifies it.
 * @param {UrlSource} source
 * @param {CacheEntry | undefined} entry
 * @param {ReadOptions} options
 * @returns {AsyncGenerator<SizedChunk, void, void>}
 */
async function* checkedChunks(source, entry, options) {
  const digest = source.sha256 ? new Sha256() : undefined;
  const { url, opened } =
    (await continueFrom(entry, source, options)) ?? (await openFirst(source.urls, options));
  let bytes = 0;
  for await (const sized of downloadedChunks(url, opened, source, entry, options)) {
    digest?.update(sized.chunk);
    bytes += sized.chunk.length;
    yield sized;
  }
  const problem = whatIsWrong(source, bytes, digest?.hex());
  if (!problem) {
    await entry?.complete();
    return;
  }
  await entry?.giveUp();
  throw new ResiduaError(
    'checksum-mismatch',
    `${url} ${problem} Try again; if this persists, put the right file there or use another address.`,
  );
}

/**
 * @param {UrlSource} source
 * @param {number} bytes
 * @param {string | undefined} sha256
 * @returns {string | undefined}
 */
function whatIsWrong(source, bytes, sha256) {
  if (source.bytes !== null && bytes !== source.bytes) {
    return `has ${bytes} bytes instead of ${source.bytes}: it is another file.`;
  }
  if (source.sha256 && !sha256?.startsWith(source.sha256)) {
    return `has the sha256 ${sha256} instead of ${source.sha256}: it is damaged or another file.`;
  }
  return undefined;
}

/**
 * @param {string} url
 * @param {Opened} opened
 * @param {UrlSource} source
 * @param {CacheEntry | undefined} entry
 * @param {ReadOptions} options
 * @returns {AsyncGenerator<SizedChunk, void, void>}
 */
async function* downloadedChunks(url, opened, source, entry, options) {
  const total = source.bytes ?? opened.total;
  let received = 0;
  if (entry && opened.offset) {
    for await (const chunk of entry.chunks()) {
      received += chunk.length;
      yield { chunk, total };
    }
    // The missing part is downloaded again, so the parts after it would be misplaced.
    if (received < opened.offset) await entry.giveUp();
  } else if (entry) {
    await entry.restart(url, opened.validator);
  }
  for await (const chunk of resumingChunks(url, opened, received, total, options)) {
    await entry?.append(chunk);
    yield { chunk, total };
  }
}

/**
 * Resumes an earlier download if the file has not changed.
 * @param {CacheEntry | undefined} entry
 * @param {UrlSource} source
 * @param {ReadOptions} options
 */
async function continueFrom(entry, source, { openUrl, signal }) {
  if (!entry?.bytes || entry.record.complete || !(await entry.isWhole())) return undefined;
  const { from: url, validator, sha256 } = entry.record;
  if (url === null || !source.urls.includes(url)) return undefined;
  try {
    const opened = await openUrl(url, { offset: entry.bytes, signal });
    const same = opened.validator === validator && (validator !== null || sha256 !== null);
    if (same && opened.offset) return { url, opened };
    opened.drop?.();
  } catch {
    signal?.throwIfAborted();
  }
  return undefined;
}

/**
 * @param {string[]} urls tried in this order
 * @param {ReadOptions} options
 */
async function openFirst(urls, { openUrl, signal }) {
  /** @type {unknown[]} */
  const failures = [];
  for (const url of urls) {
    try {
      return { url, opened: await openUrl(url, { offset: 0, signal }) };
    } catch (failure) {
      signal?.throwIfAborted();
      failures.push(failure);
    }
  }
  throw new ResiduaError(
    'download-failed',
    failures.map((failure) => /** @type {Error} */ (failure).message).join(' '),
    { cause: failures[0] },
  );
}

/**
 * @param {string} url
 * @param {Opened} first
 * @param {number} received number of bytes received so far
 * @param {number | null} total
 * @param {ReadOptions} options
 * @returns {AsyncGenerator<Uint8Array, void, void>}
 */
async function* resumingChunks(url, first, received, total, { openUrl, signal }) {
  /** @type {Opened | undefined} */
  let opened = first;
  for (let retries = 0; ;) {
    try {
      opened ??= await openUrl(url, { offset: received, signal });
      if (opened.validator !== first.validator) break;
      // A server without support for ranges sends the received part again.
      let skip = received - opened.offset;
      if (skip < 0) throw new Error('its cached copy is gone');
      for await (const chunk of opened.chunks) {
        const fresh = chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
        if (!fresh.length) continue;
        received += fresh.length;
        retries = 0;
        yield fresh;
      }
      if (total === null || received >= total) return;
      throw new Error(`it ended after ${received} of ${total} bytes`);
    } catch (cause) {
      signal?.throwIfAborted();
      opened?.drop?.();
      if (++retries > RETRIES) {
        throw new ResiduaError(
          'download-failed',
          `The download of ${url} broke off after ${received} bytes (${/** @type {Error} */ (cause).message}). ` +
            'Check the connection and try again.',
          { cause },
        );
      }
      await new Promise((wake) => setTimeout(wake, RETRY_DELAY * 2 ** (retries - 1)));
      opened = undefined;
    }
  }
  opened.drop?.();
  throw new ResiduaError('download-failed', `${url} changed while it was being read. Try again.`);
}
