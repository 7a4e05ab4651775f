// Keeps files of weights in Cache Storage, so that a second visit needs no network.
//
// A file is stored in parts while it arrives, which lets a download that was given up continue another
// day, and counts only once its record says that it is complete: a file that fails its check never does.

/**
 * What is known of a file in the cache.
 * @typedef {object} CacheRecord
 * @property {string} address which it was asked for by
 * @property {string | null} sha256
 * @property {string | null} from the address that gave it, of several
 * @property {string | null} validator tells versions of the file at the address apart
 * @property {number[]} parts the size of each part in bytes
 * @property {boolean} complete all parts are there and have been checked
 */

const CACHE = 'residua-weights-1';

// Keys are addresses to Cache Storage; nothing answers at these (RFC 2606).
const KEYS = 'https://weights.residua.invalid/';

const PART = 8 << 20;

/**
 * Opens the cache; undefined where there is none, as on plain http.
 * @returns {Promise<Cache | undefined>}
 */
async function openCache() {
  try {
    return await globalThis.caches?.open(CACHE);
  } catch {
    // Some private modes have the interface and refuse its use.
    return undefined;
  }
}

/** One file in the cache, or its place. */
export class CacheEntry {
  #cache;
  #key;
  /** @type {CacheRecord} */
  record;
  /** @type {Uint8Array[]} */
  #pending = [];
  #pendingBytes = 0;
  /** @type {Promise<void>} */
  #writing = Promise.resolve();
  #full = false;

  /**
   * @param {Cache} cache
   * @param {string} key
   * @param {CacheRecord} record
   */
  constructor(cache, key, record) {
    this.#cache = cache;
    this.#key = key;
    this.record = record;
  }

  /**
   * @param {string} address
   * @param {string | null} sha256 the whole of it; it is the key where it is known
   * @returns {Promise<CacheEntry | undefined>} undefined where nothing can be kept
   */
  static async open(address, sha256) {
    const cache = await openCache();
    if (!cache) return undefined;
    const key = KEYS + (sha256 ?? `at/${encodeURIComponent(address)}`);
    const stored = await cache.match(key);
    const fresh = { address, sha256, from: null, validator: null, parts: [], complete: false };
    return new CacheEntry(cache, key, stored ? await stored.json() : fresh);
  }

  /** @returns {number} how much of the file is here */
  get bytes() {
    return this.record.parts.reduce((sum, size) => sum + size, 0);
  }

  /**
   * What is here, in order. It ends early where the browser has thrown a part away.
   * @returns {AsyncGenerator<Uint8Array, void, void>}
   */
  async *chunks() {
    for (const [index, size] of this.record.parts.entries()) {
      const stored = await this.#cache.match(this.#partKey(index));
      const part = stored && new Uint8Array(await stored.arrayBuffer());
      if (part?.length !== size) return;
      yield part;
    }
  }

  /** @returns {Promise<boolean>} whether every part of the record is still there */
  async isWhole() {
    for (let index = 0; index < this.record.parts.length; index++) {
      if (!(await this.#cache.match(this.#partKey(index)))) return false;
    }
    return true;
  }

  /**
   * Begins the file anew.
   * @param {string} from
   * @param {string | null} validator
   */
  async restart(from, validator) {
    await this.remove();
    this.record = { ...this.record, from, validator };
  }

  /**
   * Takes the next bytes of the file. Writing goes on while the next ones arrive; one part waits for the
   * other.
   * @param {Uint8Array} chunk
   */
  async append(chunk) {
    if (this.#full) return;
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < PART) return;
    await this.#writing;
    this.#writing = this.#flush();
  }

  /** The file is whole and right: from now on it counts. */
  async complete() {
    await this.#writing;
    await this.#flush();
    await this.#writeRecord(true);
  }

  /** Removes the file. */
  async remove() {
    await this.#writing;
    const { parts } = this.record;
    this.record = { ...this.record, from: null, validator: null, parts: [], complete: false };
    await this.#cache.delete(this.#key);
    for (const index of parts.keys()) await this.#cache.delete(this.#partKey(index));
  }

  async #flush() {
    if (this.#full || !this.#pendingBytes) return;
    const blob = new Blob(/** @type {BlobPart[]} */ (this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
    try {
      await this.#cache.put(this.#partKey(this.record.parts.length), new Response(blob));
      this.record.parts.push(blob.size);
      await this.#writeRecord(false);
    } catch {
      // There is no room. The model loads all the same, and what it took is given back.
      this.#full = true;
      this.#writing = Promise.resolve();
      await this.remove();
    }
  }

  /** @param {boolean} complete */
  async #writeRecord(complete) {
    if (this.#full) return;
    this.record = { ...this.record, complete };
    const headers = { 'Content-Type': 'application/json' };
    await this.#cache.put(this.#key, new Response(JSON.stringify(this.record), { headers }));
  }

  /** @param {number} index */
  #partKey(index) {
    return `${this.#key}/${index}`;
  }
}

/**
 * A file of weights that is kept on this device.
 * @typedef {object} CachedWeights
 * @property {string} address
 * @property {string | null} sha256
 * @property {number} bytes
 * @property {boolean} complete false for a download that has not come to its end
 */

/**
 * The weights that the browser keeps for this site.
 * @returns {Promise<CachedWeights[]>} nothing where there is no Cache Storage
 */
export async function listCachedWeights() {
  // Looking must not make one: opening a cache does.
  if (!(await globalThis.caches?.has(CACHE).catch(() => false))) return [];
  const cache = await openCache();
  if (!cache) return [];
  /** @type {CachedWeights[]} */
  const list = [];
  for (const { url } of await cache.keys()) {
    if (isPart(url)) continue;
    const response = await cache.match(url);
    /** @type {CacheRecord | undefined} */
    const record = await response?.json();
    if (!record) continue;
    const { address, sha256, parts, complete } = record;
    list.push({ address, sha256, complete, bytes: parts.reduce((sum, size) => sum + size, 0) });
  }
  return list;
}

/**
 * Removes weights that the browser keeps for this site.
 * @param {{ address: string, sha256: string | null }} [weights] one of `listCachedWeights()`; all of them
 *   where it is not given
 * @returns {Promise<void>}
 */
export async function removeCachedWeights(weights) {
  if (weights) {
    const entry = await CacheEntry.open(weights.address, weights.sha256);
    await entry?.remove();
  } else {
    await globalThis.caches?.delete(CACHE);
  }
}

/** @param {string} url */
function isPart(url) {
  return /\/\d+$/.test(url);
}
