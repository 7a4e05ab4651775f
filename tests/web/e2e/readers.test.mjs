// What reads PyTorch and ONNX files is a part of the WebAssembly of its own, in a real Chromium: loaded with such a file alone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { serveBytes, startModulePages } from '../lib/module-page.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

const DIST = new URL('../../../web/dist/', import.meta.url);
const GOLDEN = new URL('../../golden/onnx/', import.meta.url);
const FLAVOURS = ['simd', 'relaxed-simd', 'simd-threads', 'relaxed-simd-threads'];

/** @type {Awaited<ReturnType<typeof startModulePages>>} */
let pages;

before(async () => {
  if (!noBrowser) pages = await startModulePages();
});
after(() => pages?.close());

/**
 * @param {(path: string) => boolean} [isThere] whether a .wasm is served
 * @returns {Promise<{ page: import('playwright-core').Page, asked: string[],
 *   load: (options: object) => Promise<{ classes: number, answers: number } | { code: string, message: string }> }>} asked: the
 *   names of the .wasm files that were asked for
 */
async function open(isThere = () => true) {
  const page = await pages.open();
  await serveBytes(page, '/tiny.safetensors', tinyCheckpoint());
  await serveBytes(page, '/half.onnx', await readFile(new URL('half.onnx', GOLDEN)));
  /** @type {string[]} */
  const asked = [];
  await page.context().route('**/*.wasm', async (route) => {
    const { pathname } = new URL(route.request().url());
    const name = pathname.slice(pathname.lastIndexOf('/') + 1);
    asked.push(name);
    if (!isThere(pathname)) return route.fulfill({ status: 404 });
    return route.fulfill({
      body: await readFile(new URL(name, DIST)),
      contentType: 'application/wasm',
      headers: { 'Cross-Origin-Resource-Policy': 'same-origin' },
    });
  });
  /** @param {object} options */
  const load = (options) =>
    page.evaluate(async (given) => {
      const { createClassifier } = await import('/src/index.js');
      try {
        const classifier = await createClassifier(given);
        const { length: answers } = await classifier.classify(new ImageData(32, 32));
        const { classes } = classifier.info();
        classifier.close();
        return { classes, answers };
      } catch (error) {
        const { code, message } = /** @type {any} */ (error);
        return { code, message };
      }
    }, options);
  return { page, asked, load };
}

for (const flavour of FLAVOURS) {
  test(`${flavour} asks for its readers with an ONNX file alone`, { skip: noBrowser }, async () => {
    const { page, asked, load } = await open();
    const threads = flavour.endsWith('threads') ? { threads: 2 } : {};
    const safetensors = await load({ model: '/tiny.safetensors', flavour, ...threads });
    assert.deepEqual(safetensors, { classes: 10, answers: 5 });
    assert.deepEqual([...new Set(asked)], [`residua-${flavour}.wasm`]);
    const onnx = await load({ model: '/half.onnx', flavour, ...threads });
    assert.deepEqual(onnx, { classes: 5, answers: 5 });
    assert.equal(asked.filter((name) => name === `residua-${flavour}-readers.wasm`).length, 1);
    await page.context().close();
  });
}

test('the readers are where wasmUrl says', { skip: noBrowser }, async () => {
  const { page, load } = await open((path) => path.startsWith('/elsewhere/'));
  const model = '/half.onnx';
  const file = '/elsewhere/residua-relaxed-simd.wasm';
  for (const options of [{ wasmUrl: '/elsewhere/' }, { wasmUrl: file, flavour: 'relaxed-simd' }]) {
    assert.deepEqual(await load({ model, threads: 1, ...options }), { classes: 5, answers: 5 });
  }
  await page.context().close();
});

test(
  'readers that are missing are named, and cost other files nothing',
  { skip: noBrowser },
  async () => {
    const { page, load } = await open((path) => !path.includes('readers'));
    const { code, message } = /** @type {any} */ (await load({ model: '/half.onnx', threads: 1 }));
    assert.equal(code, 'download-failed');
    assert.match(
      message,
      /^The WebAssembly module could not be loaded from http\S+\/dist\/residua-relaxed-simd-readers\.wasm \(.+404.*\)\. If/,
    );
    const classes = await load({ model: '/tiny.safetensors', threads: 1 });
    assert.deepEqual(classes, { classes: 10, answers: 5 });
    await page.context().close();
  },
);

test('an empty file and a text are named truly with the readers', { skip: noBrowser }, async () => {
  const { page, load } = await open();
  await serveBytes(page, '/empty.pth', new Uint8Array());
  await serveBytes(page, '/short.pth', new TextEncoder().encode('cat'));
  const empty = /** @type {any} */ (await load({ model: '/empty.pth' }));
  const short = /** @type {any} */ (await load({ model: '/short.pth' }));
  assert.deepEqual([empty.code, short.code], ['invalid-checkpoint', 'unsupported-checkpoint']);
  await page.context().close();
});
