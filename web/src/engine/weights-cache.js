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

export const CACHE = 'residua-weights-1';

// Keys are addresses to Cache Storage; nothing answers at these (RFC 2606).
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
    // Some private modes have the interface and refuse its use.
    return undefined;
  }
}

/** @typedef {import('../photo-source.js').OfBrowser<'Cache'>} Cache */

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
   * @param {string | null} sha256 the whole of it; it is the key where it is known
   * @returns {Promise<CacheEntry | undefined>} undefined where nothing can be kept
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
   * Asks for the right to write the file, which one load of all pages and workers has at a time; until `release`.
   * @returns {Promise<boolean>} false where another load writes it
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
    // What another load wrote in the meantime counts.
    if (reserved) await this.#readRecord();
    return reserved;
  }

  /** Gives the right to write back, as soon as nothing is being written. */
  release() {
    this.#writing.finally(this.#release);
  }

  /** @returns {number} how much of the file is here */
  get bytes() {
    return bytesOf(this.record);
  }

  /**
   * What is here, in order. It ends early where a part is no longer there.
   * @returns {AsyncGenerator<Uint8Array, void, void>}
   */
  async *chunks() {
    for (const [index, size] of this.record.parts.entries()) {
      const part = await this.#part(index);
      if (part?.size !== size) return;
      yield new Uint8Array(await part.arrayBuffer());
    }
  }

  /** @returns {Promise<boolean>} whether every part of the record is there, of its size */
  async isWhole() {
    for (const [index, size] of this.record.parts.entries()) {
      if ((await this.#part(index))?.size !== size) return false;
    }
    return true;
  }

  /**
   * Begins the file anew.
   * @param {string} from
   * @param {string | null} validator
   */
  async restart(from, validator) {
    await this.remove().catch(() => this.giveUp());
    this.record = { ...this.record, from, validator };
  }

  /**
   * Takes the next bytes of the file. Writing goes on while the next ones arrive; one part waits for the
   * other.
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

  /** The file is whole and right: from now on it counts. */
  async complete() {
    await this.#writing;
    await this.#flush();
    await this.#writeRecord(true).catch(() => this.giveUp());
  }

  /** Keeps nothing of the file, neither what is here nor what comes; never fails. */
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
      // There is no room. The model loads all the same, and what it took is given back.
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
  // One that cannot be read is none.
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
