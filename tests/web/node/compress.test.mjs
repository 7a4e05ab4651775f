// scripts/compress.sh, run as people run it, and the networks it makes, run by the module.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { jsonLines, residua, ROOT, runScript } from '../lib/command.mjs';
import { noPython } from '../lib/python.mjs';
import { SHARED, noShared } from '../lib/shared-data.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { createClassifier } from '../../../web/src/node.js';

const skip = noPython('torch', 'torchvision', 'PIL');

const folder = mkdtempSync(join(tmpdir(), 'residua-compress-'));
after(() => rmSync(folder, { recursive: true }));

const SAMPLES = `${ROOT}tests/web/samples`;
const PHOTOS = ['apple', 'ball', 'lemon', 'light', 'mushroom', 'orange'].map(
  (name) => `${SAMPLES}/${name}.jpg`,
);
const WIDTHS = { F32: 4, F16: 2, I8: 1, U8: 1 };

const MODEL = join(folder, 'tiny.safetensors');
writeFileSync(MODEL, tinyCheckpoint({ width: 32 }));

/**
 * @param {string} source
 * @param {string[]} options
 * @returns {Promise<{ path: string, bytes: Buffer, out: string }>}
 */
async function compress(source, ...options) {
  const path = join(folder, `${options.join('-').replaceAll('/', '_')}.safetensors`);
  const args = [source, path, '--threads', '1', '--form', ...options];
  const { status, out, err } = await runScript('compress', args);
  assert.equal(status, 0, err);
  return { path, bytes: readFileSync(path), out };
}

/** @param {string} model @returns {Promise<number[][]>} per photo the probability of each class */
async function probabilities(model) {
  const args = ['classify', '--model', model, '--threads', '1', '--topk', '10', '--json'];
  const { status, out, err } = await residua([...args, ...PHOTOS]);
  assert.equal(status, 0, err);
  return jsonLines(out).map(({ predictions }) =>
    predictions
      .sort((/** @type {any} */ a, /** @type {any} */ b) => a.index - b.index)
      .map((/** @type {any} */ one) => one.probability),
  );
}

/** @param {string} model @returns {Promise<number[]>} of all photos together */
async function logits(model) {
  const classifier = await createClassifier({ model, threads: 1, worker: false });
  const all = [];
  for (const photo of PHOTOS) all.push(...(await classifier.logits(photo)));
  classifier.close();
  return all;
}

/** The length of the difference in parts of the length of `b`. @param {number[]} a @param {number[]} b */
function relativeDifference(a, b) {
  return Math.hypot(...a.map((value, i) => value - b[i])) / Math.hypot(...b);
}

/** @param {number[][]} a @param {number[][]} b */
function largestDifference(a, b) {
  return Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - b[i][j]))));
}

/** The mean of the errors that the table names. @param {string} out */
function meanError(out) {
  const errors = [...out.matchAll(/^\S+ +[\dx]+ +\S+ +([\d.]+)$/gm)].map((row) => Number(row[1]));
  assert.equal(errors.length, 21); // ResNet-18's weights
  return errors.reduce((sum, error) => sum + error) / errors.length;
}

// The parts of float32's bytes are those of the issue's wish; the errors those of whole numbers (a step of 1/127 of the
// largest) and of the best code of 4 bits for numbers that are spread evenly, with a margin.
for (const [form, part, error] of /** @type {const} */ ([
  ['fp16', 0.51, 0.0005],
  ['int8', 0.26, 0.01],
  ['codebook8', 0.27, 0.01],
  ['codebook4', 0.16, 0.13],
])) {
  test(
    `--form ${form} makes a small file whose weights are nearly the same`,
    { skip },
    async () => {
      const { bytes, out } = await compress(MODEL, form);
      assert.ok(bytes.length < part * readFileSync(MODEL).length, `${bytes.length} bytes`);
      assert.ok(meanError(out) < error, out);
    },
  );
}

// Random weights say nothing of answers: their classes lie too near to one another. What all layers' errors do to the logits is
// about one and a half times what the weights' errors are, in parts of their length; the bounds leave as much again.
test(
  'a trained network answers nearly the same in every form',
  { skip: skip || noShared },
  async (context) => {
    const source = `${SHARED}/weights/resnet18-imagenet-pqf.safetensors`;
    const expected = await logits(source);
    for (const [form, bound] of /** @type {const} */ ([
      ['fp16', 0.001],
      ['int8', 0.03],
      ['codebook8', 0.03],
      ['codebook4', 0.2],
    ])) {
      const { path } = await compress(source, form);
      const found = relativeDifference(await logits(path), expected);
      context.diagnostic(`${form}: logits move by ${found.toFixed(4)} of their length`);
      assert.ok(found < bound, `${form}: logits move by ${found} of their length`);
    }
  },
);

test('a compact file is an ordinary one to readers of safetensors', { skip }, async () => {
  const { bytes } = await compress(MODEL, 'codebook4');
  const length = Number(bytes.readBigUInt64LE());
  const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  assert.equal(metadata.format, 'pt');
  assert.equal(JSON.parse(metadata['residua.compact']).version, 1);
  let reached = 0;
  for (const [
    name,
    {
      dtype,
      shape,
      data_offsets: [begin, end],
    },
  ] of Object.entries(tensors)) {
    const width = WIDTHS[/** @type {keyof typeof WIDTHS} */ (dtype)];
    assert.equal(begin, reached, name);
    assert.equal(begin % width, 0, `${name} is not aligned`);
    assert.equal(
      end - begin,
      shape.reduce((/** @type {number} */ a, /** @type {number} */ b) => a * b, width),
    );
    reached = end;
  }
  assert.equal(bytes.length, 8 + length + reached);
});

test('photos make the answers of 4 bits more exact', { skip }, async () => {
  const source = 'hashed:tiny_basic';
  const plain = join(folder, 'hashed.safetensors');
  await runScript('export', [source, plain]);
  const expected = await probabilities(plain);
  const without = await compress(source, 'codebook4');
  const options = ['--calibrate', SAMPLES, '--architecture', 'tiny_basic'];
  const repaired = await compress(source, 'codebook4', ...options);
  const [before, behind] = [await probabilities(without.path), await probabilities(repaired.path)];
  assert.ok(largestDifference(behind, expected) < largestDifference(before, expected));
});
