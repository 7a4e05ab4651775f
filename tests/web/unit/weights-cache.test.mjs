// What a download makes of what the cache still holds. Node has no Cache Storage; one is played here.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { listCachedWeights, removeCachedWeights } from '../../../web/src/cached-weights.js';
import { readChunks } from '../../../web/src/engine/download.js';
import { CacheEntry } from '../../../web/src/engine/weights-cache.js';
import { ResiduaError } from '../../../web/src/errors.js';

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

/**
 * @param {(offset: number) => void} [onOpen]
 * @param {{ url?: string, absent?: string, file?: Uint8Array, validator?: string | null, sha256?: string | null }} [options]
 *   what the server has now, and what is asked for; absent: an address that is tried first and has nothing
 */
async function read(
  onOpen = () => {},
  { url = URL_OF_FILE, absent, file = FILE, validator = '"one"', sha256 = null } = {},
) {
  /** @type {number[]} */
  const offsets = [];
  /** @type {number[]} */
  const dropped = [];
  const urls = absent ? [absent, url] : [url];
  const source = /** @type {const} */ ({ kind: 'url', urls, bytes: null, sha256 });
  const chunks = [];
  for await (const chunk of readChunks(source, {
    cache: true,
    async openUrl(asked, { offset }) {
      if (asked === absent) throw new ResiduaError('download-failed', 'It is not there.');
      offsets.push(offset);
      onOpen(offset);
      async function* rest() {
        for (let at = offset; at < file.length; at += PIECE) yield file.slice(at, at + PIECE);
      }
      const drop = () => dropped.push(offset);
      return { chunks: rest(), offset, total: file.length, validator, drop };
    },
  })) {
    chunks.push(chunk);
  }
  return { data: Buffer.concat(chunks), offsets, dropped };
}

/**
 * Leaves what a download of another day left that ended after two parts.
 * @param {{ validator?: string | null, sha256?: string | null }} [known]
 */
async function leaveTwoParts({ validator = '"one"', sha256 = null } = {}) {
  const entry = /** @type {CacheEntry} */ (await CacheEntry.open(URL_OF_FILE, sha256));
  await entry.restart(URL_OF_FILE, validator);
  await entry.append(FILE.slice(0, PIECE));
  await entry.append(FILE.slice(PIECE, 2 * PIECE));
  while (stored.size < 3) await new Promise((wake) => setTimeout(wake));
}

test('a download of another day is continued and kept', async () => {
  await leaveTwoParts();
  const { data, offsets } = await read();
  assert.ok(data.equals(FILE));
  assert.deepEqual(offsets, [2 * PIECE]);
  const [{ bytes, complete }] = await listCachedWeights();
  assert.deepEqual([bytes, complete], [FILE.length, true]);
});

test('a file that has changed since is downloaded anew, and nothing of the old one is left', async () => {
  await leaveTwoParts();
  const changed = { file: FILE.map((byte) => 255 - byte), validator: '"two"' };
  const { data, offsets, dropped } = await read(undefined, changed);
  assert.ok(data.equals(changed.file));
  assert.deepEqual(offsets, [2 * PIECE, 0]);
  assert.deepEqual(dropped, [2 * PIECE]);
  const again = await read(undefined, changed);
  assert.ok(again.data.equals(changed.file));
  // Only whether it is still the same is asked, and not taken.
  assert.deepEqual([again.offsets, again.dropped], [[0], [0]]);
});

test('a kept file that came from its second address is not downloaded again', async () => {
  const absent = 'https://example.com/weights.safetensors';
  await read(undefined, { absent });
  const again = await read(undefined, { absent });
  assert.ok(again.data.equals(FILE));
  assert.deepEqual([again.offsets, again.dropped], [[0], [0]]);
});

test('where nothing tells versions apart, a download is not continued', async () => {
  await leaveTwoParts({ validator: null });
  const { data, offsets } = await read(undefined, { validator: null });
  assert.ok(data.equals(FILE));
  assert.deepEqual(offsets, [2 * PIECE, 0]);
});

test('a known checksum lets a download be continued without a validator, and is checked', async () => {
  const sha256 = createHash('sha256').update(FILE).digest('hex');
  await leaveTwoParts({ validator: null, sha256 });
  const { data, offsets } = await read(undefined, { validator: null, sha256 });
  assert.ok(data.equals(FILE));
  assert.deepEqual(offsets, [2 * PIECE]);
  assert.equal((await listCachedWeights())[0].complete, true);
});

test('a file that fails its check leaves nothing, whether begun here or on another day', async () => {
  const sha256 = createHash('sha256').update(FILE).digest('hex');
  const wrong = { file: FILE.map((byte) => 255 - byte), sha256 };
  await assert.rejects(read(undefined, wrong), { code: 'checksum-mismatch' });
  assert.equal(stored.size, 0);
  await leaveTwoParts({ sha256 });
  await assert.rejects(read(undefined, wrong), { code: 'checksum-mismatch' });
  assert.equal(stored.size, 0);
});

test('one file may be removed, and the others stay', async () => {
  const others = { url: 'https://example.org/weights.safetensors/other', file: FILE.slice(0, 9) };
  await read();
  await read(undefined, others);
  const [first] = (await listCachedWeights()).filter(({ address }) => address === URL_OF_FILE);
  await removeCachedWeights(first);
  const left = await listCachedWeights();
  assert.deepEqual(
    left.map(({ address, bytes, complete }) => [address, bytes, complete]),
    [[others.url, 9, true]],
  );
  // Its record and its only part.
  assert.equal(stored.size, 2);
  assert.ok((await read(undefined, others)).data.equals(others.file));
});

test('what is to be removed must be one of the list', async () => {
  await read();
  for (const wrong of [null, 'resnet18', {}, URL_OF_FILE]) {
    await assert.rejects(removeCachedWeights(/** @type {any} */ (wrong)), {
      code: 'invalid-option',
      message: /weights must be one of listCachedWeights\(\), not /,
    });
  }
  assert.equal((await listCachedWeights()).length, 1);
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
  await read();
  for (const key of stored.keys()) if (!/\/\d$/.test(key)) stored.set(key, new Blob(['{"par']));
  assert.ok((await read()).data.equals(FILE));
  assert.equal((await listCachedWeights())[0].complete, true);
});
