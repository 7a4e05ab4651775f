// What a download makes of what the cache still holds. Node has no Cache Storage; one is played here.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { readChunks } from '../../../web/src/engine/download.js';
import { CacheEntry, listCachedWeights } from '../../../web/src/engine/weights-cache.js';

const URL_OF_FILE = 'https://example.org/weights.safetensors';
// Two parts of the cache, and some more.
const FILE = Uint8Array.from({ length: (17 << 20) + 5 }, (_, i) => (i * 31 + (i >> 8)) & 255);
const PIECE = 8 << 20;

/** @type {Map<string, Blob>} */
let stored;

beforeEach(() => {
  stored = new Map();
  const cache = {
    match: async (/** @type {string} */ key) =>
      stored.has(key) ? new Response(stored.get(key)) : undefined,
    put: async (/** @type {string} */ key, /** @type {Response} */ response) => {
      stored.set(key, await response.blob());
    },
    delete: async (/** @type {string} */ key) => stored.delete(key),
    keys: async () => [...stored.keys()].map((url) => ({ url })),
  };
  Object.assign(globalThis, { caches: { open: async () => cache, has: async () => true } });
});
afterEach(() => {
  delete (/** @type {any} */ (globalThis).caches);
});

/** @param {(offset: number) => void} onOpen */
async function read(onOpen) {
  /** @type {number[]} */
  const offsets = [];
  const dropped = [];
  const source = /** @type {const} */ ({
    kind: 'url',
    urls: [URL_OF_FILE],
    bytes: null,
    sha256: null,
  });
  const chunks = [];
  for await (const chunk of readChunks(source, {
    cache: true,
    async openUrl(_, { offset }) {
      offsets.push(offset);
      onOpen(offset);
      async function* rest() {
        for (let at = offset; at < FILE.length; at += PIECE) yield FILE.slice(at, at + PIECE);
      }
      const drop = () => dropped.push(offset);
      return { chunks: rest(), offset, total: FILE.length, validator: '"one"', drop };
    },
  })) {
    chunks.push(chunk);
  }
  return { data: Buffer.concat(chunks), offsets, dropped };
}

/** Leaves what a download of another day left that ended after two parts. */
async function leaveTwoParts() {
  const entry = /** @type {CacheEntry} */ (await CacheEntry.open(URL_OF_FILE, null));
  await entry.restart(URL_OF_FILE, '"one"');
  await entry.append(FILE.slice(0, PIECE));
  await entry.append(FILE.slice(PIECE, 2 * PIECE));
  while (stored.size < 3) await new Promise((wake) => setTimeout(wake));
}

test('a download of another day is continued and kept', async () => {
  await leaveTwoParts();
  const { data, offsets } = await read(() => {});
  assert.ok(data.equals(FILE));
  assert.deepEqual(offsets, [2 * PIECE]);
  const [{ bytes, complete }] = await listCachedWeights();
  assert.deepEqual([bytes, complete], [FILE.length, true]);
});

test('[regression] parts that go while a download is continued leave no gap', async () => {
  await leaveTwoParts();
  const { data, offsets, dropped } = await read((offset) => {
    if (offset) for (const key of stored.keys()) if (key.endsWith('/0')) stored.delete(key);
  });
  assert.ok(data.equals(FILE));
  assert.deepEqual(offsets, [2 * PIECE, 0]);
  assert.deepEqual(dropped, [2 * PIECE]);
  assert.deepEqual(await listCachedWeights(), []);
});

test('[regression] a record that cannot be read is none', async () => {
  await read(() => {});
  for (const key of stored.keys()) if (!/\/\d$/.test(key)) stored.set(key, new Blob(['{"par']));
  assert.ok((await read(() => {})).data.equals(FILE));
  assert.equal((await listCachedWeights())[0].complete, true);
});
