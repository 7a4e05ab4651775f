// The built-in model where nothing else is named: in Node, by the command and by the native program.

import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { builtinRow, noBuiltin, readBuiltin } from '../lib/builtin.mjs';
import { NATIVE, noNative, jsonLines, residua, ROOT, runProgram } from '../lib/command.mjs';
import { createClassifier } from '../../../web/src/node.js';

const PHOTOS = ['apple', 'ball', 'lemon', 'light', 'mushroom', 'orange'].map(
  (name) => `${ROOT}tests/web/samples/${name}.jpg`,
);

test('more than the memory holds is out-of-memory, and the classifier goes on', async (context) => {
  if (noBuiltin) return context.skip(noBuiltin);
  const classifier = await createClassifier();
  const logitsOf = (/** @type {number[]} */ shape) =>
    classifier.logits({ data: new Float32Array(shape.reduce((a, b) => a * b)), shape });
  // 800 MB of input alone; WebAssembly addresses 4 GB.
  await assert.rejects(logitsOf([4, 4096, 4096, 3]), { code: 'out-of-memory' });
  assert.equal((await logitsOf([1, 64, 64, 3])).length, classifier.info().classes);
  classifier.close();
});

test('two lines classify with the built-in model, and ask no network', async (context) => {
  if (noBuiltin) return context.skip(noBuiltin);
  const asked = context.mock.method(globalThis, 'fetch', () => {
    throw new Error('there is no network');
  });
  const { card, classes } = readBuiltin();
  // In this thread, so that what is asked of the network is seen.
  const classifier = await createClassifier({ worker: false });
  const info = classifier.info();
  assert.equal(info.classes, classes);
  assert.equal(info.labels, 'given');
  assert.equal(info.inputWidth, card.preprocessing.cropSize);
  assert.equal(info.temperature, card.temperature);
  assert.equal(info.threshold, card.threshold);
  for (const photo of PHOTOS) {
    const { predictions, sure } = await classifier.classifyDetailed(photo, { topK: classes });
    assert.equal(predictions.length, classes);
    const [{ probability }] = predictions;
    assert.equal(sure, probability >= info.threshold);
    for (const { label, index } of predictions) assert.equal(label, card.labels[index]);
    // Softmax of the logits over the temperature, by hand.
    const powers = Array.from(await classifier.logits(photo), (logit) =>
      Math.exp(logit / info.temperature),
    );
    const sum = powers.reduce((total, power) => total + power, 0);
    for (const { index, probability: one } of predictions) {
      assert.ok(Math.abs(one - powers[index] / sum) < 1e-5, `class ${index}: ${one}`);
    }
  }
  classifier.close();
  assert.equal(asked.mock.callCount(), 0);
});

test('a script that is given on the command line may use the module', async (context) => {
  if (noBuiltin) return context.skip(noBuiltin);
  const script = `
    import { createClassifier } from ${JSON.stringify(`${ROOT}web/src/node.js`)};
    const classifier = await createClassifier();
    const [best] = await classifier.classify(${JSON.stringify(PHOTOS[0])});
    console.log(typeof best.label);
    classifier.close();`;
  const args = ['--input-type=module', '--eval', script];
  const { status, out, err } = await runProgram(process.execPath, args);
  assert.deepEqual([status, out], [0, 'string\n'], err);
});

test('the command and the native program answer alike without --model', async (context) => {
  if (noBuiltin || noNative) return context.skip(noBuiltin || noNative || '');
  const args = ['classify', '--json', '--threads', '1', ...PHOTOS];
  const [ours, theirs] = [await residua(args), await runProgram(NATIVE, args)];
  assert.deepEqual([ours.status, theirs.status], [0, 0], ours.err + theirs.err);
  const [our, their] = [jsonLines(ours.out), jsonLines(theirs.out)];
  assert.equal(our.length, PHOTOS.length);
  for (const [i, line] of our.entries()) {
    const fields = Object.keys(line).filter((field) => field !== 'group');
    assert.deepEqual(fields, ['file', 'predictions', 'sure', 'ms']);
    assert.deepEqual(Object.keys(line), Object.keys(their[i]));
    assert.equal(line.sure, their[i].sure);
    const [best] = line.predictions;
    const [same] = their[i].predictions;
    assert.equal(best.label, same.label);
    assert.ok(Math.abs(best.probability - same.probability) < 1e-4, line.file);
  }
});

test('the installed native program has the model beside it', async (context) => {
  if (noBuiltin || noNative) return context.skip(noBuiltin || noNative || '');
  const prefix = mkdtempSync(join(tmpdir(), 'residua-installed-'));
  try {
    const install = ['--install', `${ROOT}build/native`, '--prefix', prefix];
    const { status, err } = await runProgram('cmake', install);
    assert.equal(status, 0, err);
    const answer = await runProgram(join(prefix, 'bin/residua'), ['classify', '--json', PHOTOS[0]]);
    assert.equal(answer.status, 0, answer.err);
    assert.equal(jsonLines(answer.out)[0].predictions.length, 5);
  } finally {
    rmSync(prefix, { recursive: true });
  }
});

test('a package that lost the file says where it was looked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'residua-without-'));
  try {
    mkdirSync(join(folder, 'dist'));
    cpSync(`${ROOT}web/src`, join(folder, 'src'), { recursive: true });
    cpSync(`${ROOT}web/dist`, join(folder, 'dist'), {
      recursive: true,
      filter: (path) => !path.endsWith(builtinRow.file),
    });
    copyFileSync(`${ROOT}web/package.json`, join(folder, 'package.json'));
    const { status, err } = await runProgram(process.execPath, [
      join(folder, 'src/cli.js'),
      'classify',
      PHOTOS[0],
    ]);
    assert.equal(status, 1);
    assert.match(err, /dist\/builtin\.safetensors could not be read.*\(download-failed\)/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
