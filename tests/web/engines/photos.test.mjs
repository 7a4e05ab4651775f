// Photos that only browsers decode, or that the page holds: alike in three engines.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ENGINES } from '../lib/engines.mjs';
import { picture } from '../lib/picture.mjs';
import { startServer } from '../lib/server.mjs';
import { startStaticHost } from '../lib/static-host.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

/** A file of the server's: its window is isolated, and nothing else runs in it. */
const EMPTY = '/dist/THIRD-PARTY-NOTICES.txt';

/**
 * A WebP without loss that Pillow wrote, 24 x 16 pixels: squares of 8 pixels, in rows of three colours.
 *
 *   Image.save(file, 'WEBP', lossless=True, quality=100, method=6)
 */
const WEBP =
  'UklGRkIAAABXRUJQVlA4TDYAAAAvF8ADAIWRSFI8SQhBWIKRBL/2NUG2zSCGOrQTnYQw22iAQxvHId67/xPQO+fxlDlt4wMLmBM=';
const COLORS = [
  [220, 40, 30],
  [30, 60, 200],
  [240, 220, 40],
  [20, 160, 70],
  [250, 250, 250],
  [10, 10, 10],
];

/** The same file with an EXIF orientation. @param {number} orientation */
function turnedWebp(orientation) {
  const stored = Buffer.from(WEBP, 'base64');
  const tiff = Buffer.from('49492a00080000000100120103000100000000000000000000', 'hex');
  tiff.writeUInt16LE(orientation, 18);
  const header = Buffer.alloc(10);
  header[0] = 8; // there is EXIF
  header.writeUIntLE(23, 4, 3);
  header.writeUIntLE(15, 7, 3);
  const chunk = (/** @type {string} */ name, /** @type {Buffer} */ data) => {
    const size = Buffer.alloc(4);
    size.writeUInt32LE(data.length);
    return Buffer.concat([Buffer.from(name), size, data, Buffer.alloc(data.length % 2)]);
  };
  const body = Buffer.concat([
    Buffer.from('WEBP'),
    chunk('VP8X', header),
    stored.subarray(12),
    chunk('EXIF', tiff),
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from('RIFF'), size, body]);
}

/** What it shows, upright, as raw pixels. @param {number} orientation */
function uprightPixels(orientation) {
  const turned = orientation > 4;
  const [width, height] = turned ? [16, 24] : [24, 16];
  const data = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // From the upright pixel to the stored one, by EXIF's definition of where row 0 and column 0 are.
      const [row, column] = {
        1: [y, x],
        2: [y, 23 - x],
        3: [15 - y, 23 - x],
        4: [15 - y, x],
        5: [x, y],
        6: [15 - x, y],
        7: [15 - x, 23 - y],
        8: [x, 23 - y],
      }[orientation] ?? [0, 0];
      data.push(...COLORS[(row >> 3) * 3 + (column >> 3)], 255);
    }
  }
  return { data, width, height };
}

for (const { name, skip, start } of ENGINES) {
  describe(`photos in ${name}`, { skip }, () => {
    /** @type {Awaited<ReturnType<typeof startServer>>} */
    let server;
    /** @type {Awaited<ReturnType<typeof startStaticHost>>} */
    let elsewhere;
    /** @type {import('../lib/engines.mjs').Visitor} */
    let visitor;

    before(async () => {
      server = await startServer();
      elsewhere = await startStaticHost(new URL('../../../web/page/', import.meta.url).pathname, {
        headers: { 'Cross-Origin-Resource-Policy': 'cross-origin' },
      });
      visitor = await start();
      await visitor.goto(`${server.origin}${EMPTY}`);
      await visitor.run(
        async (model, bmp) => {
          const bytes = (/** @type {string} */ text) =>
            Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          const { createClassifier } = await import(`${location.origin}/dist/index.js`);
          const classifier = await createClassifier({ model: bytes(model), threads: 1 });
          const blob = new Blob([bytes(bmp)]);
          const expected = await classifier.classify(blob);
          Object.assign(globalThis, { classifier, bytes, blob, expected });
        },
        Buffer.from(tinyCheckpoint()).toString('base64'),
        picture().toString('base64'),
      );
    });
    after(async () => {
      await visitor?.close();
      await server?.close();
      await elsewhere?.close();
    });

    test('[regression] a WebP is turned as its EXIF says, whatever the browser makes of it', async () => {
      for (let orientation = 1; orientation <= 8; orientation++) {
        const [ofFile, ofPixels] = await visitor.run(
          async (file, { data, width, height }) => {
            const { classifier, bytes } = /** @type {any} */ (globalThis);
            const pixels = { data: Uint8ClampedArray.from(data), width, height };
            const answers = [];
            for (const photo of [new Blob([bytes(file)]), pixels]) {
              const { predictions, decoder } = await classifier.classifyDetailed(photo, {
                topK: 10,
              });
              predictions.sort((/** @type {any} */ a, /** @type {any} */ b) => a.index - b.index);
              answers.push({
                decoder,
                probabilities: predictions.map((/** @type {any} */ one) => one.probability),
              });
            }
            return answers;
          },
          turnedWebp(orientation).toString('base64'),
          uprightPixels(orientation),
        );
        assert.deepEqual([ofFile.decoder, ofPixels.decoder], ['browser', null]);
        assert.deepEqual(
          ofFile.probabilities,
          ofPixels.probabilities,
          `orientation ${orientation}`,
        );
      }
    });

    test('[regression] a lazy image out of view is refused at once, and the next call is answered', async () => {
      const { code, answer, expected, each } = await visitor.run(async () => {
        const given = /** @type {any} */ (globalThis);
        const far = document.createElement('div');
        far.style.height = '50000px';
        const lazy = new Image();
        lazy.loading = 'lazy';
        lazy.src = '/page/icons/residua-192.png?lazy';
        document.body.append(far, lazy);
        const first = given.classifier.classify(lazy).catch((/** @type {any} */ error) => error);
        const next = await given.classifier.classify(given.blob);
        const answers = [];
        for await (const { error } of given.classifier.classifyEach([lazy, given.blob])) {
          answers.push(error?.code ?? 'answer');
        }
        return { code: (await first).code, answer: next, expected: given.expected, each: answers };
      });
      assert.equal(code, 'invalid-image');
      assert.deepEqual(answer, expected);
      assert.deepEqual(each, ['invalid-image', 'answer']);
    });

    test('[regression] an image of another site, and a canvas that it was drawn on, name CORS', async () => {
      const errors = await visitor.run(async (address) => {
        const { classifier } = /** @type {any} */ (globalThis);
        const image = new Image();
        image.src = address;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.getContext('2d')?.drawImage(image, 0, 0);
        const made = [];
        for (const photo of [image, canvas]) {
          const error = await classifier.classify(photo).catch((/** @type {any} */ one) => one);
          made.push([error.name, error.code, error.message]);
        }
        return made;
      }, `${elsewhere.origin}/icons/residua-192.png`);
      for (const [kind, code, message] of errors) {
        assert.deepEqual([kind, code], ['ResiduaError', 'unsupported-image']);
        assert.match(message, /CORS/);
      }
    });

    test('a sound file of the module is decoded by the module, a damaged one by whom can', async () => {
      const decoders = await visitor.run(async () => {
        const { classifier, blob } = /** @type {any} */ (globalThis);
        const canvas = document.createElement('canvas');
        const png = await new Promise((made) => canvas.toBlob(made));
        const cut = new Blob([/** @type {Blob} */ (png).slice(0, 40)]);
        const seen = [(await classifier.classifyDetailed(blob)).decoder];
        seen.push((await classifier.classifyDetailed(canvas)).decoder);
        const error = await classifier.classify(cut).catch((/** @type {any} */ one) => one);
        return [...seen, error.code];
      });
      assert.deepEqual(decoders, ['stb', 'browser', 'invalid-image']);
    });

    test('[regression] a damaged WebP is said to be damaged, as natively and in Node', async () => {
      const errors = await visitor.run(async () => {
        const { classifier } = /** @type {any} */ (globalThis);
        const bytes = new Uint8Array(64).fill(0x30);
        bytes.set(new TextEncoder().encode('RIFF0000WEBP'));
        const made = [];
        for (const decoder of ['auto', 'browser']) {
          const error = await classifier
            .classify(new Blob([bytes]), { decoder })
            .catch((/** @type {any} */ one) => one);
          made.push([error.code, error.message]);
        }
        return made;
      });
      for (const [code, message] of errors) {
        assert.equal(code, 'invalid-image');
        assert.match(message, /^The WebP is damaged/);
      }
    });
  });
}
