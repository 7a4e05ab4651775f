// A download that was given up goes on in another visit (Range), unless the file has changed.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { startModulePages } from '../lib/module-page.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

// 11 MB: one whole part of the cache, and more.
const FILE = tinyCheckpoint({ width: 32, classes: 1000 });
const CHANGED = tinyCheckpoint({ width: 32, classes: 900, seed: 2 });
const PART = 8 << 20;

/** @type {Awaited<ReturnType<typeof startModulePages>>} */
let pages;
/** @type {{ file: Uint8Array, etag: string, stopAt: number, ranges: (string | undefined)[] }} */
let host;

// Of another origin, as the public addresses are.
const server = createServer((request, response) => {
  const headers = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': 'Range',
    'Access-Control-Expose-Headers': 'ETag',
  };
  if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
  const { range } = request.headers;
  host.ranges.push(range);
  const offset = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
  const { file, etag, stopAt } = host;
  response.writeHead(offset ? 206 : 200, {
    ...headers,
    ETag: etag,
    'Content-Length': file.length - offset,
    ...(offset ? { 'Content-Range': `bytes ${offset}-${file.length - 1}/${file.length}` } : {}),
  });
  if (stopAt < file.length) response.write(file.subarray(offset, stopAt));
  else response.end(file.subarray(offset));
});

before(async () => {
  if (noBrowser) return;
  pages = await startModulePages();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(async () => {
  await pages?.close();
  server.closeAllConnections();
  server.close();
});

/**
 * Loads until the first part is kept, and gives up; then again, in a page that was loaded anew.
 * @param {(load: () => Promise<number>) => Promise<void>} body load: gives the
 *   number of classes
 */
async function afterHalfADownload(body) {
  host = { file: FILE, etag: '"one"', stopAt: PART + 1_000_000, ranges: [] };
  const page = await pages.open();
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const model = `http://127.0.0.1:${port}/weights.safetensors`;
  try {
    const kept = await page.evaluate(async (address) => {
      const { createClassifier, listCachedWeights } = await import('/src/index.js');
      const controller = new AbortController();
      const loading = createClassifier({ model: address, signal: controller.signal });
      loading.catch(() => {});
      for (;;) {
        await new Promise((wake) => setTimeout(wake, 20));
        const [one] = await listCachedWeights();
        if (!one?.bytes) continue;
        controller.abort();
        return one;
      }
    }, model);
    assert.deepEqual([kept.bytes, kept.complete], [PART, false]);
    host.stopAt = Infinity;
    await page.reload();
    await body(() =>
      page.evaluate(async (address) => {
        const { createClassifier } = await import('/src/index.js');
        const classifier = await createClassifier({ model: address });
        const { classes } = classifier.info();
        classifier.close();
        return classes;
      }, model),
    );
    const [{ bytes, complete }] = await page.evaluate(async () =>
      (await import('/src/index.js')).listCachedWeights(),
    );
    assert.deepEqual([bytes, complete], [host.file.length, true]);
  } finally {
    await page.context().close();
  }
}

test('only the rest is downloaded in another visit', { skip: noBrowser }, async () => {
  await afterHalfADownload(async (load) => {
    assert.equal(await load(), 1000);
    assert.deepEqual(host.ranges, [undefined, `bytes=${PART}-`]);
  });
});

test('a file that has changed in between is downloaded anew', { skip: noBrowser }, async () => {
  await afterHalfADownload(async (load) => {
    host = { ...host, file: CHANGED, etag: '"two"' };
    assert.equal(await load(), 900);
    assert.deepEqual(host.ranges, [undefined, `bytes=${PART}-`, undefined]);
  });
});
