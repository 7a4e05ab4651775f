// residua/teach in Node: what is learnt, the file that is saved, and that file in PyTorch.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { builtinRow, noBuiltin } from '../lib/builtin.mjs';
import { COLOURS, photo, photos } from '../lib/coloured.mjs';
import {
  jsonLines,
  NATIVE,
  noNative,
  residua,
  ROOT,
  runProgram,
  runScript,
} from '../lib/command.mjs';
import { picture } from '../lib/picture.mjs';
import { noPython } from '../lib/python.mjs';
import { shardedCheckpoint, tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { createClassifier } from '../../../web/src/node.js';
import { createTeacher } from '../../../web/src/teach-node.js';

const noTorch = noPython('torch', 'torchvision', 'PIL');

const CHECKPOINT = tinyCheckpoint({ width: 16 });
const folder = mkdtempSync(join(tmpdir(), 'residua-teach-'));
const MODEL = join(folder, 'tiny.safetensors');
writeFileSync(MODEL, CHECKPOINT);

/** A folder with a sub-folder for each colour. @param {string} name @param {number} from @param {number} to */
function photoFolder(name, from, to) {
  for (const colour of COLOURS) {
    const path = join(folder, name, colour);
    mkdirSync(path, { recursive: true });
    photos(colour, from, to).forEach((bytes, i) => writeFileSync(join(path, `${i}.bmp`), bytes));
  }
  return join(folder, name);
}

/** @param {Uint8Array} file a safetensors @returns {{ header: any, metadata: any, bytes: (name: string) => Buffer }} */
function opened(file) {
  const buffer = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(buffer.readBigUInt64LE());
  const { __metadata__: metadata = {}, ...header } = JSON.parse(
    buffer.toString('utf8', 8, 8 + length),
  );
  const bytes = (/** @type {string} */ name) => {
    const [begin, end] = header[name].data_offsets;
    return buffer.subarray(8 + length + begin, 8 + length + end);
  };
  return { header, metadata, bytes };
}

/** @param {Blob} blob */
const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

/** @type {import('../../../web/src/classifier.js').Classifier} */
let classifier;
before(async () => {
  classifier = await createClassifier({ model: CHECKPOINT, threads: 1 });
});
after(() => {
  classifier.close();
  rmSync(folder, { recursive: true });
});

/** @param {import('../../../web/src/classifier.js').Classifier} [base] */
async function taught(base = classifier) {
  const teacher = createTeacher(base);
  for (const colour of COLOURS) await teacher.add(colour, photos(colour, 1, 7));
  return { teacher, lesson: await teacher.train() };
}

test('three colours are learnt from six photos each', async () => {
  const { teacher, lesson } = await taught();
  assert.deepEqual(lesson.classes, COLOURS);
  assert.deepEqual(lesson.counts, [6, 6, 6]);
  assert.equal(lesson.method, 'leave-one-out');
  assert.equal(lesson.accuracy.value, 1);
  assert.equal(lesson.map.length, 18);
  for (const colour of COLOURS) {
    const { predictions } = await teacher.classify(photo(colour, 20));
    assert.equal(predictions[0].label, colour);
    const sum = predictions.reduce((all, { probability }) => all + probability, 0);
    assert.ok(Math.abs(sum - 1) < 1e-9);
  }
  teacher.close();
  await assert.rejects(teacher.classify(photo('red', 1)), { code: 'closed' });
});

test('the file is an ordinary checkpoint: the same body, byte for byte, and a new head', async () => {
  const { teacher } = await taught();
  const original = opened(CHECKPOINT);
  const { header, metadata, bytes } = opened(await bytesOf(await teacher.save()));
  const names = Object.keys(original.header);
  assert.deepEqual(Object.keys(header).sort(), names.sort());
  for (const name of names.filter((one) => !one.startsWith('fc.'))) {
    assert.deepEqual(header[name].shape, original.header[name].shape);
    assert.ok(bytes(name).equals(original.bytes(name)), name);
  }
  assert.deepEqual(header['fc.weight'].shape, [3, 128]);
  const card = JSON.parse(metadata.residua);
  assert.deepEqual(card.labels, COLOURS);
  assert.deepEqual(card.preprocessing.cropSize, [224, 224]);
  teacher.close();
});

test('the classifier answers as the teacher does, and explains its classes', async () => {
  const { teacher } = await taught();
  const mine = await teacher.classifier({ threads: 1 });
  for (const one of [...COLOURS.map((colour) => photo(colour, 30)), picture({ seed: 9 })]) {
    const ours = await teacher.classify(one);
    const { predictions, novel, sure } = await mine.classifyDetailed(one);
    assert.equal(novel, ours.novel);
    assert.equal(sure, !novel);
    for (const [i, { label, probability }] of predictions.entries()) {
      assert.equal(label, ours.predictions[i].label);
      assert.ok(Math.abs(probability - ours.predictions[i].probability) < 1e-4);
    }
  }
  const explanation = await mine.explain(photo('red', 31), { label: 'green' });
  assert.equal(explanation.label, 'green');
  const logits = await mine.logits(photo('red', 31));
  const mean = explanation.data.reduce((sum, value) => sum + value, 0) / explanation.data.length;
  assert.ok(Math.abs(mean + explanation.bias - logits[1]) < 1e-3);
  mine.close();
  teacher.close();
});

test('the same photos teach the same, to the bit', async () => {
  const [first, second] = [await taught(), await taught()];
  assert.deepEqual(first.lesson, second.lesson);
  const [a, b] = [await first.teacher.save(), await second.teacher.save()];
  assert.deepEqual(await bytesOf(a), await bytesOf(b));
  first.teacher.close();
  second.teacher.close();
});

test('what is unlike all photos is none of these', async () => {
  // Round a corner each, of 60 dimensions; the third corner is not taught.
  const at = (/** @type {number} */ corner, /** @type {number} */ seed) =>
    Float32Array.from(
      { length: 60 },
      (_, i) => 2 + Number(i % 3 === corner) + 0.4 * Math.sin(seed * 77 + i * 13.7),
    );
  const teacher = createTeacher(classifier);
  for (const corner of [0, 1]) {
    const own = Array.from({ length: 20 }, (_, i) => at(corner, 1 + i + 50 * corner));
    teacher.addEmbeddings(`corner ${corner}`, own);
  }
  const { refused, threshold } = await teacher.train();
  assert.ok(refused.length <= 2, 'at most 5 % of 40');
  const { novel, likeness } = await teacher.classifyEmbedding(at(2, 200));
  assert.ok(novel && likeness < threshold);
  const known = await teacher.classifyEmbedding(at(1, 201));
  assert.deepEqual([known.novel, known.predictions[0].label], [false, 'corner 1']);
  teacher.close();
});

test('answers of the counter-examples are none of these', async () => {
  const teacher = createTeacher(classifier, { none: 'something else' });
  for (const colour of ['blue', 'green']) await teacher.add(colour, photos(colour, 1, 7));
  await teacher.add('something else', photos('red', 1, 7));
  await teacher.train();
  const { predictions, novel } = await teacher.classify(photo('red', 20));
  assert.deepEqual([predictions[0].label, novel], ['something else', true]);
  const mine = await teacher.classifier({ threads: 1 });
  assert.equal((await mine.classifyDetailed(photo('red', 20))).novel, true);
  assert.equal((await mine.classifyDetailed(photo('blue', 2))).novel, false);
  mine.close();
  teacher.close();
});

test('a broken photo among others loses none of them', async () => {
  const teacher = createTeacher(classifier);
  const broken = Buffer.from('this is no photo');
  /** @type {number[]} */
  const progress = [];
  const given = [...photos('red', 1, 4), broken, ...photos('red', 4, 6)];
  const added = await teacher.add('red', given, { onProgress: (done) => progress.push(done) });
  assert.deepEqual(
    added.map(({ error }) => error?.code),
    [undefined, undefined, undefined, 'invalid-image', undefined, undefined],
  );
  assert.deepEqual(progress, [1, 2, 3, 4, 5, 6]);
  assert.equal(teacher.classes()[0].ids.length, 5);
  teacher.close();
});

test('photos and classes can be changed afterwards', async () => {
  const teacher = createTeacher(classifier);
  await teacher.add('red', photos('red', 1, 4));
  await teacher.add('blue', photos('blue', 1, 3));
  teacher.rename('red', 'warm');
  teacher.reorder(['blue', 'warm']);
  const [blue, warm] = teacher.classes();
  assert.deepEqual(
    [blue.label, blue.ids, warm.label, warm.ids],
    ['blue', [4, 5], 'warm', [1, 2, 3]],
  );
  teacher.move(warm.ids[0], 'blue');
  assert.deepEqual(teacher.classes()[0].ids, [1, 4, 5]);
  teacher.remove([2, 3]);
  assert.deepEqual(
    teacher.classes().map(({ label }) => label),
    ['blue'],
  );
  assert.throws(() => teacher.remove(2), { code: 'invalid-option' });
  assert.throws(() => teacher.rename('warm', 'cold'), { code: 'invalid-option' });
  assert.throws(() => teacher.reorder(['blue', 'red']), { code: 'invalid-option' });
  await assert.rejects(teacher.train(), {
    code: 'invalid-option',
    message: /at least two classes/,
  });
  teacher.close();
});

test('an abort ends training at once, and what was learnt before stays', async () => {
  const { teacher } = await taught();
  const earlier = await teacher.classify(photo('green', 40));
  const controller = new AbortController();
  const training = teacher.train({ signal: controller.signal });
  controller.abort('enough');
  assert.equal(await training.catch((reason) => reason), 'enough');
  assert.deepEqual(await teacher.classify(photo('green', 40)), earlier);
  assert.equal((await teacher.train()).accuracy.value, 1);
  teacher.close();
});

test('networks without classes, of transformers and in several files are taught too', async () => {
  for (const [name, bytes] of Object.entries(shardedCheckpoint(CHECKPOINT))) {
    writeFileSync(join(folder, name), bytes);
  }
  const headless = tinyCheckpoint({
    width: 16,
    rename: (name) => (name.startsWith('fc.') ? undefined : `encoder.${name}`),
  });
  for (const model of [join(folder, 'model.safetensors.index.json'), headless]) {
    const base = await createClassifier({ model, threads: 1 });
    const { teacher } = await taught(base);
    const { header } = opened(await bytesOf(await teacher.save()));
    assert.deepEqual(header['fc.weight'].shape, [3, 128]);
    assert.ok(header['layer1.0.conv1.weight']);
    const mine = await teacher.classifier({ threads: 1 });
    const [best] = await mine.classify(photo('green', 50));
    assert.equal(best.label, 'green');
    for (const one of [mine, teacher, base]) one.close();
  }
});

test('compact weights stay compact, byte for byte', { skip: noBuiltin }, async () => {
  const file = readFileSync(`${ROOT}weights/${builtinRow.file}`);
  const base = await createClassifier({ threads: 1 });
  const { teacher } = await taught(base);
  const original = opened(file);
  const { header, metadata, bytes } = opened(await bytesOf(await teacher.save()));
  for (const name of Object.keys(original.header).filter((one) => !one.startsWith('fc.'))) {
    assert.equal(header[name].dtype, original.header[name].dtype, name);
    assert.ok(bytes(name).equals(original.bytes(name)), name);
  }
  const shapes = JSON.parse(metadata['residua.compact'] ?? '{"shapes":{}}').shapes;
  assert.equal('fc.weight' in shapes, false);
  const mine = await teacher.classifier({ threads: 1 });
  // Whatever the network makes of stripes.
  const { predictions } = await teacher.classify(photo('blue', 50));
  const [best] = await mine.classify(photo('blue', 50));
  assert.equal(best.label, predictions[0].label);
  for (const one of [mine, teacher, base]) one.close();
});

test('the commands teach what the module teaches', { skip: noNative }, async () => {
  const train = photoFolder('train', 1, 7);
  const tests = photoFolder('test', 20, 23);
  mkdirSync(join(tests, 'stripes'));
  writeFileSync(join(tests, 'stripes', 'one.bmp'), picture({ seed: 5 }));
  writeFileSync(join(train, 'red', 'broken.jpg'), 'this is no photo');
  const { teacher, lesson } = await taught();
  teacher.close();
  /** @type {any[]} */
  const reports = [];
  const sideBySide = (/** @type {string[]} */ args) => residua([...args, '--workers', '2']);
  const native = (/** @type {string[]} */ args) => runProgram(NATIVE, args);
  for (const run of [residua, native, sideBySide]) {
    const out = join(folder, `taught-${reports.length}.safetensors`);
    const args = ['teach', train, '--model', MODEL, '--out', out, '--test', tests, '--json'];
    const { status, out: text, err } = await run([...args, '--threads', '1']);
    assert.deepEqual([status, err], [1, '']);
    const [report] = jsonLines(text);
    reports.push(report);
    assert.equal(report.out, out);
    assert.equal(report.failed.length, 1);
    assert.equal(report.failed[0].error.code, 'invalid-image');
    assert.equal(Object.keys(report.photos).length, 18);
    assert.deepEqual(report.confusion, lesson.confusion);
    assert.deepEqual(report.accuracy, lesson.accuracy);
    assert.ok(Math.abs(report.temperature - lesson.temperature) < 0.01 * lesson.temperature);
    assert.ok(Math.abs(report.threshold - lesson.threshold) < 1e-3);
    assert.equal(report.test.accuracy.total, 9);
    assert.equal(report.test.accuracy.right, 9);
    assert.equal(report.test.unseen.total, 1);
    assert.ok(opened(readFileSync(out)).header['fc.weight']);
  }
  assert.deepEqual(Object.keys(reports[0]), Object.keys(reports[1]));
  assert.deepEqual(reports[0].photos, reports[1].photos);
  assert.deepEqual(reports[0].test.unseen, reports[1].test.unseen);
  assert.deepEqual({ ...reports[2], out: reports[0].out }, reports[0]);

  // And both commands open both files alike.
  const stranger = join(tests, 'stripes', 'one.bmp');
  for (const file of ['taught-0.safetensors', 'taught-1.safetensors']) {
    const args = ['classify', '--model', join(folder, file), '--json', '--threads', '1'];
    args.push(stranger, join(tests, 'red', '1.bmp'));
    const [ours, theirs] = [await residua(args), await runProgram(NATIVE, args)];
    const [our, their] = [jsonLines(ours.out), jsonLines(theirs.out)];
    assert.deepEqual(
      our.map(({ novel, sure }) => [novel, sure]),
      their.map(({ novel, sure }) => [novel, sure]),
    );
    assert.equal(our[1].predictions[0].label, 'red');
    assert.equal(their[1].predictions[0].label, 'red');
  }
});

test('incorrect usage of teach is reported', async () => {
  const wrong = async (/** @type {string[]} */ ...args) => {
    const { status, err } = await residua(['teach', ...args]);
    return `${status} ${err.split('\n')[0]}`;
  };
  assert.match(await wrong('photos'), /^2 .*needs --out/);
  assert.match(await wrong('--out', 'a.safetensors'), /^2 .*one folder/);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  assert.match(
    await wrong(empty, '--out', 'a', '--model', MODEL),
    /^1 .*no sub-folders with photos/,
  );
  const { status, err } = await residua(['classify', '--out', 'a', 'b.jpg']);
  assert.equal(status, 2);
  assert.match(err, /classify has no --out/);
});

test('the file opens in PyTorch with the same logits', { skip: noTorch }, async () => {
  const source = join(folder, 'resnet18.safetensors');
  const made = await runScript('export', ['hashed:resnet18', source]);
  assert.equal(made.status, 0, made.err);
  const base = await createClassifier({ model: source });
  const teacher = createTeacher(base);
  for (const colour of ['blue', 'red']) await teacher.add(colour, photos(colour, 1, 4));
  await teacher.train();
  const path = join(folder, 'taught.safetensors');
  writeFileSync(path, await bytesOf(await teacher.save()));
  const samples = ['apple', 'ball'].map((name) => `${ROOT}tests/web/samples/${name}.jpg`);
  const { status, out, err } = await runScript('open-taught', [path, ...samples]);
  assert.equal(status, 0, err);
  const mine = await createClassifier({ model: path });
  for (const [i, { logits }] of jsonLines(out).entries()) {
    const ours = await mine.logits(samples[i]);
    for (const [k, logit] of logits.entries()) {
      assert.ok(Math.abs(logit - ours[k]) < 1e-4, `${logit} ${ours[k]}`);
    }
  }
  for (const one of [mine, teacher, base]) one.close();
});
