// What the module keeps of downloaded weights in Cache Storage, and that it never stands in a load's way.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { startModulePages } from '../lib/module-page.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

const TINY = tinyCheckpoint();
// 11 MB: more than one part in the cache.
const MIDDLE = tinyCheckpoint({ width: 32, classes: 1000 });

/** @type {Awaited<ReturnType<typeof startModulePages>>} */
let pages;

before(async () => {
  if (!noBrowser) pages = await startModulePages();
});
after(() => pages?.close());

/**
 * @typedef {object} Server of one file of weights
 * @property {Uint8Array} file
 * @property {boolean} online
 * @property {boolean} overloaded
 * @property {number} downloads so far
 * @property {number} head status of the answer to HEAD
 */

/**
 * @param {string} name
 * @param {(page: import('playwright-core').Page, server: Server) => Promise<void>} body the server is at
 *   /weights.safetensors
 */
function inChromium(name, body) {
  test(name, { skip: noBrowser }, async () => {
    const page = await pages.open();
    /** @type {Server} */
    const server = { file: TINY, online: true, overloaded: false, downloads: 0, head: 200 };
    await page.route(/\/(weights|timm-resnet18\.tv_in1k)\.safetensors$/, (route) => {
      if (!server.online) return route.abort('internetdisconnected');
      if (server.overloaded) return route.fulfill({ status: 503 });
      const headers = { 'Content-Type': 'application/octet-stream' };
      if (route.request().method() === 'HEAD') {
        const length = { ...headers, 'Content-Length': String(server.file.length) };
        return route.fulfill({ status: server.head, headers: length });
      }
      server.downloads++;
      return route.fulfill({ body: Buffer.from(server.file), headers });
    });
    await page.evaluate(() => {
      Object.assign(globalThis, {
        /** @param {object} [options] */
        async load(options) {
          const { createClassifier } = await import('/src/index.js');
          const model = '/weights.safetensors';
          const classifier = await createClassifier({ model, threads: 1, ...options });
          const { classes } = classifier.info();
          classifier.close();
          return classes;
        },
        async kept() {
          return (await import('/src/index.js')).listCachedWeights();
        },
      });
    });
    try {
      await body(page, server);
    } finally {
      await page.context().close();
    }
  });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {object} [options]
 * @returns {Promise<number>} how many classes the network has that was loaded
 */
const load = (page, options) =>
  page.evaluate((given) => /** @type {any} */ (globalThis).load(given), options);

/** @param {import('playwright-core').Page} page */
const kept = (page) => page.evaluate(() => /** @type {any} */ (globalThis).kept());

inChromium('the second load comes from the cache', async (page, server) => {
  assert.equal(await load(page), 10);
  assert.equal(await load(page), 10);
  assert.equal(server.downloads, 1);
  const [{ address, bytes, complete }] = await kept(page);
  assert.equal(address, `${pages.origin}/weights.safetensors`);
  assert.equal(bytes, TINY.length);
  assert.equal(complete, true);
});

inChromium('two loads at once leave a whole file', async (page, server) => {
  server.file = MIDDLE;
  const both = await page.evaluate(() => {
    const { load: one } = /** @type {any} */ (globalThis);
    return Promise.all([one(), one()]);
  });
  assert.deepEqual(both, [1000, 1000]);
  assert.deepEqual(
    (await kept(page)).map(({ bytes, complete }) => [bytes, complete]),
    [[MIDDLE.length, true]],
  );
  server.online = false;
  assert.equal(await load(page), 1000);
});

inChromium('[regression] a file with a damaged part is downloaded anew', async (page, server) => {
  server.file = MIDDLE;
  await load(page);
  const damage = (/** @type {string} */ content) =>
    page.evaluate(async (text) => {
      const [name] = await caches.keys();
      const cache = await caches.open(name);
      const parts = (await cache.keys()).filter(({ url }) => url.endsWith('/0'));
      for (const part of parts) await cache.put(part, new Response(text));
      return parts.length;
    }, content);
  assert.equal(await damage('cut short'), 1);
  assert.equal(await load(page), 1000);
  assert.equal(server.downloads, 2);
  server.online = false;
  assert.equal(await load(page), 1000);
});

inChromium('a file that is not the one that was meant is not kept', async (page) => {
  const failure = await page.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    return createClassifier({ model: 'resnet18', weightsUrl: '/models' }).catch(
      (/** @type {any} */ { code, message }) => ({ code, message }),
    );
  });
  assert.equal(failure.code, 'checksum-mismatch');
  assert.match(failure.message, /\/models\/timm-resnet18\.tv_in1k\.safetensors has .* Try again/);
  assert.deepEqual(await kept(page), []);
});

inChromium('cache: false keeps nothing', async (page, server) => {
  await load(page, { cache: false });
  await load(page, { cache: false });
  assert.equal(server.downloads, 2);
  assert.deepEqual(await kept(page), []);
});

inChromium('[regression] a load does not need room in the cache', async (page) => {
  await page.evaluate(() => {
    // A part and its record; the record that says that all is there has no room.
    let left = 2;
    const { put } = Cache.prototype;
    Cache.prototype.put = async function (...args) {
      if (!left--) throw new DOMException('', 'QuotaExceededError');
      return put.apply(this, args);
    };
  });
  assert.equal(await load(page, { worker: false }), 10);
  assert.deepEqual(await kept(page), []);
});

inChromium('[regression] a server that fails takes nothing away', async (page, server) => {
  await load(page);
  server.overloaded = true;
  assert.equal(await load(page), 10);
  server.overloaded = false;
  server.file = tinyCheckpoint({ classes: 4 });
  assert.equal(await load(page), 4);
});

inChromium('[regression] a server that refuses HEAD is not out of reach', async (page, server) => {
  await load(page);
  server.head = 405;
  server.file = tinyCheckpoint({ classes: 4 });
  assert.equal(await load(page), 4);
});
