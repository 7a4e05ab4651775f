// Lists and removes cached weights.

import { bytesOf, CACHE, CacheEntry, isPart, openCache, recordAt } from './engine/weights-cache.js';
import { mustBe } from './options.js';

/**
 * A file of weights that is cached on this device.
 * @typedef {object} CachedWeights
 * @property {string} address that it was requested by
 * @property {string | null} sha256 of the file in hexadecimal, null if unknown
 * @property {number} bytes that are cached
 * @property {boolean} complete false for an incomplete download
 */

/**
 * Lists the weights that the browser keeps for this site.
 * @returns {Promise<CachedWeights[]>} empty where there is no Cache Storage, as in Node
 * @example
 * import { listCachedWeights } from 'residua';
 *
 * for (const { address, bytes, complete } of await listCachedWeights()) {
 *   console.log(address, `${bytes / 1e6} MB`, complete ? 'whole' : 'begun');
 * }
 */
export async function listCachedWeights() {
  // Opening a cache would create it, so check for its existence first.
  if (!(await globalThis.caches?.has(CACHE).catch(() => false))) return [];
  const cache = await openCache();
  if (!cache) return [];
  /** @type {CachedWeights[]} */
  const list = [];
  for (const { url } of await cache.keys()) {
    if (isPart(url)) continue;
    const record = await recordAt(cache, url);
    if (!record) continue;
    const { address, sha256, complete } = record;
    list.push({ address, sha256, complete, bytes: bytesOf(record) });
  }
  return list;
}

/**
 * Removes weights that the browser keeps for this site.
 * @param {{ address: string, sha256: string | null }} [weights] one of `listCachedWeights()`. Default: all of them
 * @returns {Promise<void>}
 * @throws {import('./errors.js').ResiduaError} `invalid-option`
 * @example
 * import { listCachedWeights, removeCachedWeights } from 'residua';
 *
 * const [first] = await listCachedWeights();
 * if (first) await removeCachedWeights(first); // one file
 * await removeCachedWeights(); // all of them
 */
export async function removeCachedWeights(weights) {
  if (weights === undefined) {
    await globalThis.caches?.delete(CACHE);
    return;
  }
  if (typeof weights?.address !== 'string') {
    throw mustBe('weights', 'one of listCachedWeights()', weights);
  }
  const entry = await CacheEntry.open(weights.address, weights.sha256);
  await entry?.remove();
}
