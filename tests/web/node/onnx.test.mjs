// ONNX files through the module, against ONNX Runtime's answers in tests/golden/onnx.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ROOT } from '../lib/command.mjs';
import { createClassifier } from '../../../web/src/node.js';

const FOLDER = `${ROOT}tests/golden/onnx/`;
const PHOTO = `${ROOT}tests/web/samples/apple.jpg`;

/** The numbers of `name` as tests/support/hashed_weights.h makes them, in [-1, 1). */
function hashed(/** @type {string} */ name, /** @type {number} */ count) {
  const mask = (1n << 64n) - 1n;
  let seed = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name)) seed = ((seed ^ BigInt(byte)) * 0x100000001b3n) & mask;
  return Array.from({ length: count }, (_, i) => {
    let z = (BigInt(i + 1) * 0x9e3779b97f4a7c15n + seed) & mask;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    z ^= z >> 31n;
    return (Number(z >> 40n) - 2 ** 23) * 2 ** -23;
  });
}

/** The golden's input, which is in [-2, 2), as N x H x W x C. */
function input([n, c, h, w] = [1, 3, 1, 1]) {
  const values = hashed('input', n * c * h * w);
  const data = new Float32Array(values.length);
  for (let i = 0; i < values.length; ++i) {
    const pixel = i % (h * w);
    const channel = Math.floor(i / (h * w)) % c;
    const image = Math.floor(i / (h * w * c));
    data[(image * h * w + pixel) * c + channel] = 2 * values[i];
  }
  return { data, shape: /** @type {[number, number, number, number]} */ ([n, h, w, c]) };
}

/** @param {Float32Array} logits @param {string} output */
function probabilities(logits, output) {
  if (output === 'sigmoid') return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
  const sum = logits.reduce((all, logit) => all + Math.exp(logit), 0);
  return logits.map((logit) => Math.exp(logit) / sum);
}

/** @param {string} name */
const open = (name) =>
  createClassifier({ model: readFileSync(`${FOLDER}${name}.onnx`), threads: 1 });

/** The place of sample k, as tests/golden/README.md says. */
const spread = (/** @type {number} */ k, /** @type {number} */ elements) =>
  Number((((BigInt(k) * 2654435769n) % (1n << 32n)) * BigInt(elements)) >> 32n);

/**
 * The largest difference to ONNX Runtime's answers, as a part of the largest number of them.
 * @param {string} folder @param {string} name
 */
async function difference(folder, name) {
  const model = readFileSync(`${folder}/${name}.onnx`);
  const classifier = await createClassifier({ model, threads: 1 });
  const lines = readFileSync(`${folder}/${name}.golden`, 'utf8').split('\n');
  let largest = 0;
  for (let i = 0; i < lines.length; ++i) {
    if (!lines[i].startsWith('input ')) continue;
    const shape = lines[i].split(' ').slice(1).map(Number);
    const [, what, , , , , , most, samples] = lines[i + 1].split(' ');
    const expected = new Float32Array(new Uint8Array(Buffer.from(samples, 'base64')).buffer);
    const logits = await classifier.logits(input(shape));
    const found = what === 'logits' ? logits : probabilities(logits, classifier.info().output);
    expected.forEach((value, k) => {
      const at = expected.length === found.length ? k : spread(k, found.length);
      largest = Math.max(largest, Math.abs(found[at] - value) / Number(most));
    });
  }
  classifier.close();
  return largest;
}

describe('an ONNX file', () => {
  for (const file of readdirSync(FOLDER).filter((each) => each.endsWith('.golden'))) {
    const name = file.slice(0, -'.golden'.length);
    test(`${name} answers as ONNX Runtime does`, async () => {
      assert.ok((await difference(FOLDER, name)) < 1e-4);
    });
  }

  // `make_onnx_goldens.py --networks OUT` writes them.
  const networks = process.env.RESIDUA_ONNX;
  const without = !networks && 'RESIDUA_ONNX names no folder of exported networks';
  test('of every exported network answers as ONNX Runtime does', { skip: without }, async () => {
    const names = readdirSync(/** @type {string} */ (networks)).filter((each) =>
      each.endsWith('.golden'),
    );
    for (const each of names) {
      const name = each.slice(0, -'.golden'.length);
      if (name.startsWith('grammar_one_channel')) continue; // the module takes pixels of three
      const found = await difference(/** @type {string} */ (networks), name);
      console.log(`difference ${name} ${found.toExponential(1)}`);
      assert.ok(found < 1e-4, name);
    }
  });

  test('of a ResNet can be looked into, explained and embedded', async () => {
    const classifier = await open('zoo_v1_softmax');
    const { structure, labels } = classifier.info();
    assert.match(structure, /^stem: 7x7 to 8 stride 2/);
    assert.equal(labels, 'given');
    const [best] = await classifier.classify(PHOTO, { topK: 1 });
    assert.ok(
      ['tench', 'goldfish', 'great white shark', "it's", 'hammerhead'].includes(best.label),
    );
    assert.equal((await classifier.embed(PHOTO)).length, 16);
    const { features } = await classifier.features(PHOTO, { names: ['stage1', 'stage2.block1'] });
    assert.equal(features.stage1.channels, 8);
    assert.equal((await classifier.explain(PHOTO)).data.length, 16);
    classifier.close();
  });

  test('of a pre-activation ResNet is named as one', async () => {
    const classifier = await open('zoo_v2');
    assert.match(classifier.info().architecture, /v2$/);
    assert.equal((await classifier.explain(PHOTO)).data.length, 16);
    classifier.close();
  });

  test('that is cut off is damaged, and one of an unknown operator unsupported', async () => {
    const whole = readFileSync(`${FOLDER}zoo_v1.onnx`);
    const half = createClassifier({ model: whole.subarray(0, 9000), threads: 1 });
    await assert.rejects(half, { code: 'invalid-checkpoint', message: /ONNX file is damaged/ });
    const text = whole.toString('latin1').replaceAll('\x04Relu', '\x04Rolu');
    const other = createClassifier({ model: Buffer.from(text, 'latin1'), threads: 1 });
    await assert.rejects(other, { code: 'unsupported-checkpoint', message: /\(Rolu\)/ });
  });
});
