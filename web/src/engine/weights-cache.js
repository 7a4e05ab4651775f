// Stores files of weights in Cache Storage, so that later visits need no connection.
//
// A file is stored in parts while it arrives, so that an interrupted download can be resumed later, and is used only once its
// record marks it as complete; a file that fails its check never is.

/**
 * The record of a file in the cache.
 * @typedef {object} CacheRecord
 * @property {string} address that it was requested by
 * @property {string | null} sha256
 * @property {string | null} from the address that it came from, if there are several
 * @property {string | null} validator identifies the version of the file at the address
 * @property {number[]} parts the size of each part in bytes
 * @property {boolean} complete whether all parts are stored and verified
 */

export const CACHE = 'residua-weights-1';

// Cache Storage requires addresses as keys; these do not exist (RFC 2606).
const KEYS = 'https://weights.residua.invalid/';

const PART = 8 << 20;

/**
 * Opens the cache; undefined where there is none, as on plain http.
 * @returns {Promise<Cache | undefined>}
 */
export async function openCache() {
  try {
    return await globalThis.caches?.open(CACHE);
  } catch {
    // Some private modes have the interface, but do not allow its use.
    return undefined;
  }
}

/** @typedef {import('../photo-source.js').OfBrowser<'Cache'>} Cache */

/** One file in the cache, or a place for it. */
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
  #givenUp = false;
  #release = () => {};

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
   * @param {string | null} sha256 of the whole file; used as the key if known
   * @returns {Promise<CacheEntry | undefined>} undefined if nothing can be stored
   */
  static async open(address, sha256) {
    const cache = await openCache();
    if (!cache) return undefined;
    const key = KEYS + (sha256 ?? `at/${encodeURIComponent(address)}`);
    const fresh = { address, sha256, from: null, validator: null, parts: [], complete: false };
    const entry = new CacheEntry(cache, key, fresh);
    await entry.#readRecord();
    return entry;
  }

  /**
   * Acquires the lock for writing the file, which only one load in all pages and workers can hold; until `release`.
   * @returns {Promise<boolean>} false if another load holds it
   */
  async reserve() {
    // Without the Web Locks API, other tabs are not considered.
    const locks = globalThis.navigator?.locks;
    const reserved =
      !locks ||
      (await new Promise((/** @type {(reserved: boolean) => void} */ resolve) => {
        const holding = locks.request(this.#key, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock && new Promise((release) => (this.#release = () => release(null)));
        });
        holding.catch(() => resolve(false));
      }));
    // Another load may have written parts in the meantime.
    if (reserved) await this.#readRecord();
    return reserved;
  }

  /** Releases the lock as soon as no write is pending. */
  release() {
    this.#writing.finally(this.#release);
  }

  /** @returns {number} number of stored bytes */
  get bytes() {
    return bytesOf(this.record);
  }

  /**
   * The stored bytes, in order. Ends early if a part is missing.
   * @returns {AsyncGenerator<Uint8Array, void, void>}
   */
  async *chunks() {
    for (const [index, size] of this.record.parts.entries()) {
      const part = await this.#part(index);
      if (part?.size !== size) return;
      yield new Uint8Array(await part.arrayBuffer());
    }
  }

  /** @returns {Promise<boolean>} whether every part of the record exists with its size */
  async isWhole() {
    for (const [index, size] of this.record.parts.entries()) {
      if ((await this.#part(index))?.size !== size) return false;
    }
    return true;
  }

  /**
   * Starts the file from the beginning.
   * @param {string} from
   * @param {string | null} validator
   */
  async restart(from, validator) {
    await this.remove().catch(() => this.giveUp());
    this.record = { ...this.record, from, validator };
  }

  /**
   * Appends the next bytes of the file. Writing continues while more bytes arrive; one part waits for the other.
   * @param {Uint8Array} chunk
   */
  async append(chunk) {
    if (this.#givenUp) return;
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < PART) return;
    await this.#writing;
    this.#writing = this.#flush();
  }

  /** Marks the file as complete and verified. */
  async complete() {
    await this.#writing;
    await this.#flush();
    await this.#writeRecord(true).catch(() => this.giveUp());
  }

  /** Discards the file, including later bytes; never fails. */
  async giveUp() {
    this.#givenUp = true;
    this.#pending = [];
    await this.remove().catch(() => {});
  }

  /** Removes the file. */
  async remove() {
    await this.#writing;
    this.record = { ...this.record, from: null, validator: null, parts: [], complete: false };
    await this.#cache.delete(this.#key);
    for (const { url } of await this.#cache.keys()) {
      if (url.startsWith(`${this.#key}/`)) await this.#cache.delete(url);
    }
  }

  async #flush() {
    if (this.#givenUp || !this.#pendingBytes) return;
    const blob = new Blob(/** @type {BlobPart[]} */ (this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
    try {
      await this.#cache.put(this.#partKey(this.record.parts.length), new Response(blob));
      this.record.parts.push(blob.size);
      await this.#writeRecord(false);
    } catch {
      // There is no space. The model still loads, and the space that it took is freed.
      this.#writing = Promise.resolve();
      await this.giveUp();
    }
  }

  /** @param {boolean} complete */
  async #writeRecord(complete) {
    if (this.#givenUp) return;
    this.record = { ...this.record, complete };
    await this.#cache.put(this.#key, new Response(JSON.stringify(this.record)));
  }

  async #readRecord() {
    this.record = (await recordAt(this.#cache, this.#key)) ?? this.record;
  }

  /** @param {number} index */
  async #part(index) {
    return (await this.#cache.match(this.#partKey(index)))?.blob();
  }

  /** @param {number} index */
  #partKey(index) {
    return `${this.#key}/${index}`;
  }
}

/**
 * @param {Cache} cache
 * @param {string} key
 * @returns {Promise<CacheRecord | undefined>}
 */
export async function recordAt(cache, key) {
  const stored = await cache.match(key);
  // An unreadable record is ignored.
  return stored?.json().catch(() => undefined);
}

/** @param {CacheRecord} record */
export function bytesOf({ parts }) {
  return parts.reduce((sum, size) => sum + size, 0);
}

/** @param {string} url */
export function isPart(url) {
  return /\/\d+$/.test(url);
}
