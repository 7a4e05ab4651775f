// What the options of loading and of a call do, in a real Chromium.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { modulePages, serveBytes } from '../lib/module-page.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

const LABELS = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox', 'gnu', 'hen', 'ibis', 'jay'];
const DIST = new URL('../../../web/dist/', import.meta.url);

const pages = modulePages();
/** @type {import('playwright-core').Page} */
let page;

before(async () => {
  if (noBrowser) return;
  page = await pages.openTiny();
  await page.evaluate(async (labels) => {
    const { createClassifier } = await import('/src/index.js');
    /**
     * A picture that looks different from every side, upright or lying on its left side.
     * @param {string} type
     * @param {{ lying?: boolean, quality?: number }} [options]
     */
    const drawing = async (type, { lying = false, quality = 1 } = {}) => {
      const [width, height] = [96, 64];
      const canvas = lying
        ? new OffscreenCanvas(height, width)
        : new OffscreenCanvas(width, height);
      const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
      if (lying) {
        context.translate(0, width);
        context.rotate(-Math.PI / 2);
      }
      const gradient = context.createLinearGradient(0, 0, 0, height);
      gradient.addColorStop(0, 'navy');
      gradient.addColorStop(1, 'gold');
      context.fillStyle = gradient;
      context.fillRect(0, 0, width, height);
      context.fillStyle = 'crimson';
      context.arc(width / 4, height / 3, height / 4, 0, 7);
      context.fill();
      return canvas.convertToBlob({ type, quality });
    };
    /** @param {object} [options] */
    const load = (options) => createClassifier({ model: '/tiny.safetensors', labels, ...options });
    Object.assign(globalThis, { drawing, load, classifier: await load() });
  }, LABELS);
});

/** @typedef {import('../../../web/src/index.js').Prediction} Prediction */

test('minProbability, allow and deny pick from all classes', { skip: noBrowser }, async () => {
  const answers = await page.evaluate(async () => {
    const { classifier, drawing } = /** @type {any} */ (globalThis);
    const photo = await drawing('image/png');
    /** @param {object} options */
    const ask = (options) => classifier.classify(photo, options);
    const all = await ask({ topK: 10 });
    const [first, second, third, fourth, fifth] = all;
    return {
      all,
      likely: await ask({ topK: 10, minProbability: third.probability }),
      none: await ask({ minProbability: 1 }),
      allowed: await ask({ allow: [fifth.label, second.index] }),
      denied: await ask({ topK: 3, deny: [first.index, fourth.label] }),
      both: await ask({ allow: [first.label, second.label], deny: [first.label] }),
      unknown: await ask({ allow: ['unicorn'] }).catch((/** @type {any} */ error) => error.code),
    };
  });
  const { all } = answers;
  assert.equal(all.length, 10);
  // What is left out changes nothing of what is left.
  assert.deepEqual(answers.likely, all.slice(0, 3));
  assert.deepEqual(answers.none, []);
  assert.deepEqual(answers.allowed, [all[1], all[4]]);
  assert.deepEqual(answers.denied, [all[1], all[2], all[4]]);
  assert.deepEqual(answers.both, [all[1]]);
  assert.equal(answers.unknown, 'invalid-option');
});

test('the WebAssembly may be elsewhere, or at hand', { skip: noBrowser }, async () => {
  const guest = await pages.open();
  await serveBytes(guest, '/tiny.safetensors', tinyCheckpoint());
  await guest.route('**/*.wasm', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (!pathname.startsWith('/elsewhere/')) return route.abort();
    const body = await readFile(new URL(pathname.slice('/elsewhere/'.length), DIST));
    return route.fulfill({ body, contentType: 'application/wasm' });
  });
  const loaded = await guest.evaluate(async () => {
    const { createClassifier } = await import('/src/index.js');
    const photo = new ImageData(32, 32);
    /** @param {object} options */
    const tryOut = async (options) => {
      const classifier = await createClassifier({ model: '/tiny.safetensors', ...options });
      const { flavour } = classifier.info();
      const { length } = await classifier.classify(photo);
      classifier.close();
      return [flavour, length];
    };
    const file = '/elsewhere/residua-relaxed-simd.wasm';
    const wasmBinary = await (await fetch('/elsewhere/residua-simd.wasm')).arrayBuffer();
    return {
      folder: await tryOut({ wasmUrl: '/elsewhere/', threads: 1 }),
      file: await tryOut({ wasmUrl: file, flavour: 'relaxed-simd' }),
      binary: await tryOut({ wasmBinary }),
      still: wasmBinary.byteLength > 0,
      neither: await tryOut({}).catch((/** @type {any} */ error) => error.code),
    };
  });
  assert.deepEqual(loaded, {
    folder: ['relaxed-simd', 5],
    file: ['relaxed-simd', 5],
    binary: ['simd', 5],
    still: true,
    neither: 'download-failed',
  });
  await guest.context().close();
});

test('the browser decodes where it is asked to', { skip: noBrowser }, async () => {
  const { png, webp } = await page.evaluate(async () => {
    const { classifier, drawing } = /** @type {any} */ (globalThis);
    /** @param {Blob} photo */
    const ask = async (photo) => {
      /** @param {string} decoder */
      const by = (decoder) =>
        classifier
          .classify(photo, { topK: 10, decoder })
          .catch((/** @type {any} */ error) => error.code);
      return { stb: await by('stb'), browser: await by('browser'), auto: await by('auto') };
    };
    return {
      png: await ask(await drawing('image/png')),
      webp: await ask(await drawing('image/webp')),
    };
  });
  // PNG loses nothing: both decoders give the same pixels.
  assert.deepEqual(png.browser, png.stb);
  assert.deepEqual(png.auto, png.stb);
  assert.equal(webp.stb, 'unsupported-image');
  assert.deepEqual(webp.auto, webp.browser);
  assert.equal(webp.browser[0].label, png.stb[0].label);
});

test(
  'a JPEG that its camera held sideways is seen upright by both decoders',
  { skip: noBrowser },
  async () => {
    const { upright, lying, stb, browser } = await page.evaluate(async () => {
      const { classifier, drawing } = /** @type {any} */ (globalThis);
      const plain = await drawing('image/jpeg', { lying: true });
      // After the marker that begins the file: an EXIF segment of one entry, orientation 6 (to be turned to the right).
      const exif = [
        [0xff, 0xe1, 0, 34],
        [...'Exif\0\0'].map((character) => character.charCodeAt(0)),
        [0x4d, 0x4d, 0, 42, 0, 0, 0, 8],
        [0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0],
      ].flat();
      const turned = new Blob([plain.slice(0, 2), Uint8Array.from(exif), plain.slice(2)]);
      /** @param {Blob} photo @param {string} decoder */
      const ask = (photo, decoder) => classifier.classify(photo, { topK: 10, decoder });
      return {
        upright: await ask(await drawing('image/jpeg'), 'stb'),
        lying: await ask(plain, 'stb'),
        stb: await ask(turned, 'stb'),
        browser: await ask(turned, 'browser'),
      };
    });
    assert.equal(stb[0].label, upright[0].label);
    assert.equal(browser[0].label, upright[0].label);
    // The network sees a difference, so that not turning it would be found.
    const far = distance(lying, upright);
    assert.ok(distance(stb, upright) < far / 10, `${distance(stb, upright)} of ${far}`);
    assert.ok(distance(browser, upright) < far / 10, `${distance(browser, upright)} of ${far}`);
  },
);

/**
 * @param {Prediction[]} one all classes
 * @param {Prediction[]} other all classes
 * @returns {number} the largest difference of a class's probabilities
 */
function distance(one, other) {
  const byIndex = new Map(other.map(({ index, probability }) => [index, probability]));
  return Math.max(
    ...one.map(({ index, probability }) => Math.abs(probability - (byIndex.get(index) ?? NaN))),
  );
}
