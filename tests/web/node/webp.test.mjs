// WebP in Node: a WebAssembly of its own, loaded with the first such photo, sees what Pillow and the native program see.

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { jsonLines, NATIVE, noNative, residua, ROOT, runProgram } from '../lib/command.mjs';
import { picture } from '../lib/picture.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { createClassifier } from '../../../web/src/node.js';
import { decodeWebp } from '../../../web/src/node-webp.js';

const FOLDER = `${ROOT}tests/golden/webp/`;
const GOLDENS = readFileSync(`${FOLDER}pixels.txt`, 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .map((line) => line.split(' '))
  .map(([name, width, height, crc]) => ({ name, width: +width, height: +height, crc }));

/** @param {string} name of a golden */
const golden = (name) => new Uint8Array(readFileSync(FOLDER + name));

const open = (options = {}) =>
  createClassifier({ model: tinyCheckpoint(), threads: 1, ...options });

/** Of R G B, from R G B A whose A must be 255. @param {Uint8Array | Uint8ClampedArray} rgba */
function crcOf(rgba) {
  let crc = ~0;
  for (const [i, byte] of rgba.entries()) {
    if (i % 4 === 3) {
      assert.equal(byte, 255);
      continue;
    }
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (~crc >>> 0).toString(16).padStart(8, '0');
}

test("WebPs of every kind become Pillow's pixels, byte for byte", async () => {
  assert.ok(GOLDENS.length >= 50);
  for (const { name, ...expected } of GOLDENS) {
    const decoded = await decodeWebp(golden(name));
    assert.ok(decoded);
    const { width, height, data } = decoded;
    assert.deepEqual({ width, height, crc: crcOf(data) }, expected, name);
  }
});

test('npx residua answers as the native program does', { skip: noNative }, async () => {
  const names = ['lossy-33x17', 'alpha-33x17', 'turned-6', 'turned-7', 'animation-part-alpha'];
  const args = ['classify', '--topk', '10', '--json'];
  args.push(...names.map((name) => `${FOLDER}${name}.webp`));
  const [ours, theirs] = [await residua(args), await runProgram(NATIVE, args)];
  assert.equal(ours.status, 0, ours.err);
  const [our, their] = [jsonLines(ours.out), jsonLines(theirs.out)];
  assert.equal(our.length, names.length);
  for (const [i, { file, predictions }] of our.entries()) {
    const expected = new Map(
      their[i].predictions.map((/** @type {any} */ one) => [one.index, one.probability]),
    );
    assert.equal(predictions.length, 10);
    for (const { index, probability } of predictions) {
      assert.ok(Math.abs(probability - expected.get(index)) < 1e-4, `${basename(file)}: ${index}`);
    }
  }
});

test('a WebP is read from a path, a Blob and bytes, and counts as read by the module', async () => {
  const path = `${FOLDER}alpha-33x17.webp`;
  const bytes = golden('alpha-33x17.webp');
  const decoded = await decodeWebp(bytes);
  for (const worker of [true, false]) {
    const classifier = await open({ worker });
    assert.ok(decoded);
    const expected = await classifier.logits({ ...decoded, data: decoded.data.slice() });
    const padded = new Blob([bytes, new Uint8Array(5000)]); // more than the first bytes are needed
    for (const photo of [path, pathToFileURL(path), bytes, padded]) {
      assert.deepEqual(await classifier.logits(photo), expected);
      for (const decoder of /** @type {const} */ (['auto', 'stb'])) {
        const result = await classifier.classifyDetailed(photo, { decoder });
        assert.equal(result.decoder, 'stb');
        assert.ok((result.ms.decode ?? 0) > 0);
      }
    }
    const crop = { x: 1, y: 2, width: 20, height: 10 };
    assert.notDeepEqual(await classifier.logits(bytes, { crop }), expected);
    await assert.rejects(classifier.classify(bytes, { decoder: 'browser' }), {
      code: 'unsupported-image',
      message: /no browser here/,
    });
    classifier.close();
  }
});

test('a WebP that is cut off at any byte is refused', async () => {
  for (const name of ['lossy-16x16.webp', 'lossless-alpha-16x16.webp', 'animation.webp']) {
    const whole = golden(name);
    for (let length = 12; length < whole.length; length++) {
      await assert.rejects(decodeWebp(whole.subarray(0, length)), {
        name: 'ResiduaError',
        code: 'invalid-image',
        message: 'The WebP is damaged: its end is missing (the file is cut off).',
      });
    }
  }
});

test('a damaged WebP, and one that is too large, are refused and harm no later one', async () => {
  const classifier = await open();
  const sound = golden('noise-lossless.webp');
  const expected = await classifier.logits(sound);
  const damaged = sound.slice().fill(0xff, 25);
  await assert.rejects(classifier.classify(damaged), {
    code: 'invalid-image',
    message: 'The WebP is damaged: its picture data is inconsistent.',
  });
  await assert.rejects(classifier.classify(sound, { maxPixels: 19 * 21 - 1 }), {
    code: 'image-too-large',
    message: 'The image has 19 x 21 pixels; at most 398 are read.',
  });
  const huge = golden('animation.webp');
  huge.set([0xff, 0xff, 0, 0xff, 0x7f], 24); // the size of its canvas
  await assert.rejects(classifier.classify(huge), {
    code: 'image-too-large',
    message: /65536 x 32768/,
  });
  assert.deepEqual(await classifier.logits(sound), expected);
  classifier.close();
});

test('the WebAssembly for it is compiled once, with the first WebP', async (context) => {
  const compile = context.mock.method(WebAssembly, 'compile');
  // Another copy of the module, which has compiled none.
  const { createClassifier: create } = await import('../../../web/src/node.js');
  const { nodeIo } = await import('../../../web/src/engine/node-io.js');
  const { decodeWebp: fresh } = await import(`../../../web/src/node-webp.js?${'fresh'}`);
  context.mock.method(nodeIo, 'decode', fresh);
  const classifier = await create({ model: tinyCheckpoint(), worker: false, threads: 1 });
  await classifier.classify(picture({ seed: 1 }));
  assert.equal(compile.mock.callCount(), 0);
  await classifier.classify(golden('turned-1.webp'));
  await classifier.classify(golden('turned-2.webp'));
  assert.equal(compile.mock.callCount(), 1);
  classifier.close();
});

const DIST = `${ROOT}web/dist/`;
const noBundle =
  existsSync(`${DIST}node.js`) && existsSync(`${DIST}residua-webp.wasm`)
    ? false
    : 'web/dist is not bundled; scripts/web/bundle-module.mjs does it';

test('without its file the module says what is missing, and reads the rest', async (context) => {
  if (noBundle) return context.skip(noBundle);
  const folder = mkdtempSync(join(tmpdir(), 'residua-'));
  after(() => rmSync(folder, { recursive: true }));
  cpSync(DIST, folder, {
    recursive: true,
    filter: (path) => !/\.map$|types$|webp\.wasm$/.test(path),
  });
  const bundled = await import(pathToFileURL(join(folder, 'node.js')).href);
  const classifier = await bundled.createClassifier({ model: tinyCheckpoint(), threads: 1 });
  await assert.rejects(classifier.classify(golden('turned-1.webp')), {
    code: 'download-failed',
    message: /The WebP decoder could not be loaded from .*residua-webp\.wasm/,
  });
  await classifier.classify(picture({ seed: 1 }));
  // Found again, it is loaded.
  cpSync(`${DIST}residua-webp.wasm`, join(folder, 'residua-webp.wasm'));
  await classifier.classify(golden('turned-1.webp'));
  classifier.close();
});
