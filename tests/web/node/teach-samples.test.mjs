// residua/teach in Node: several workers, evidence for what was taught, files of samples, many samples, and memory.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ROOT, jsonLines, runProgram } from '../lib/command.mjs';
import { COLOURS, photo, photos } from '../lib/coloured.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { createClassifier } from '../../../web/src/node.js';
import { createTeacher } from '../../../web/src/teach-node.js';

/** @typedef {import('../../../web/src/classifier.js').Classifier} Classifier */

const CHECKPOINT = tinyCheckpoint({ width: 16 });

/** @type {Classifier} */
let classifier;
before(async () => {
  classifier = await createClassifier({ model: CHECKPOINT, threads: 1 });
});
after(() => classifier.close());

async function taught() {
  const teacher = createTeacher(classifier);
  for (const colour of COLOURS) await teacher.add(colour, photos(colour, 1, 7));
  await teacher.train();
  return teacher;
}

/**
 * A classifier of which is known how many photos it looks at side by side.
 * @param {Classifier} real
 * @param {(call: number) => Promise<void>} [pause] before a photo is looked at
 */
function watched(real, pause = async () => {}) {
  const seen = { now: 0, most: 0, calls: 0 };
  const embed = async (/** @type {any[]} */ ...args) => {
    seen.most = Math.max(seen.most, ++seen.now);
    await pause(seen.calls++);
    return real.embed(/** @type {any} */ ...args).finally(() => seen.now--);
  };
  const like = /** @type {Classifier} */ (
    /** @type {unknown} */ ({ info: () => real.info(), embed })
  );
  return { seen, like };
}

test('several workers look at as many photos side by side, and the samples are the same', async () => {
  const several = await createClassifier({ model: CHECKPOINT, workers: 3 });
  // The others join when the first is ready.
  while (several.info().workers < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  // Earlier photos take longer, so that later ones are answered first.
  const late = (/** @type {number} */ call) =>
    new Promise((/** @type {(value?: undefined) => void} */ resolve) =>
      setTimeout(resolve, 40 - 4 * (call % 8)),
    );
  const [many, one] = [watched(several, late), watched(classifier)];
  const embeddings = [];
  for (const { like } of [many, one]) {
    const teacher = createTeacher(like);
    const added = await teacher.add('red', photos('red', 1, 13));
    assert.deepEqual(
      added.map(({ id }) => id),
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
    embeddings.push(added.map(({ id = 0 }) => teacher.embedding(id)));
    teacher.close();
  }
  assert.deepEqual(embeddings[0], embeddings[1]);
  assert.equal(many.seen.most, 4, 'one more than workers');
  assert.equal(one.seen.most, 2);
  several.close();
});

test('the evidence is that of the classifier made of the file', async () => {
  const teacher = await taught();
  const mine = await teacher.classifier({ threads: 1 });
  for (const label of [undefined, 'green', 2]) {
    const [ours, theirs] = [
      await teacher.explain(photo('red', 31), { label }),
      await mine.explain(photo('red', 31), { label }),
    ];
    const { data: expected, bias: base, probability: likely } = theirs;
    const { data, bias, probability } = ours;
    assert.ok(ours.ms.network > 0);
    for (const key of /** @type {const} */ (['label', 'index', 'height', 'width', 'seen']))
      assert.deepEqual(ours[key], theirs[key]);
    assert.ok(Math.abs(bias - base) < 1e-5);
    assert.ok(Math.abs(probability - likely) < 1e-4);
    const scale = Math.max(...expected.map(Math.abs));
    assert.ok(data.every((value, i) => Math.abs(value - expected[i]) < 1e-4 * scale));
  }
  await assert.rejects(teacher.explain(photo('red', 31), { label: 'yellow' }), {
    code: 'invalid-option',
    message: /a class that was learnt/,
  });
  for (const one of [mine, teacher]) one.close();
  const fresh = createTeacher(classifier);
  await assert.rejects(fresh.explain(photo('red', 1)), { code: 'invalid-option' });
  fresh.close();
});

test('a file of samples goes on where it was, and two can be merged', async () => {
  const [mine, yours] = [createTeacher(classifier), createTeacher(classifier)];
  await mine.add('red', photos('red', 1, 4));
  await mine.add('blue', photos('blue', 1, 4));
  await yours.add('blue', photos('blue', 3, 6));
  await yours.add('green', photos('green', 1, 4));
  const file = await yours.saveSamples();
  assert.ok(file.size < 20_000);
  // One of the blue photos is in both.
  assert.equal((await mine.addSamples(file)).length, 5);
  assert.deepEqual(
    mine.classes().map(({ label, ids }) => [label, ids.length]),
    [
      ['red', 3],
      ['blue', 5],
      ['green', 3],
    ],
  );
  const other = await createClassifier({
    model: tinyCheckpoint({ width: 16, seed: 2 }),
    threads: 1,
  });
  const strange = createTeacher(other);
  await assert.rejects(strange.addSamples(file), {
    code: 'invalid-option',
    message: /another network/,
  });
  await assert.rejects(mine.addSamples(new Blob(['no such file'])), { code: 'invalid-checkpoint' });
  for (const one of [mine, yours, strange, other]) one.close();
});

test('counter-examples of a file stay counter-examples, whatever they are called', async () => {
  const [english, korean] = [
    createTeacher(classifier, { none: 'Something else' }),
    createTeacher(classifier, { none: '그 밖의 것' }),
  ];
  await english.add('red', photos('red', 1, 4));
  await english.add('Something else', photos('green', 1, 4));
  await korean.add('blue', photos('blue', 1, 4));
  await korean.addSamples(await english.saveSamples());
  assert.deepEqual(
    korean.classes().map(({ label }) => label),
    ['blue', 'red', '그 밖의 것'],
  );
  for (const one of [english, korean]) one.close();
});

test('2,000 samples of 40 classes are held, learnt and saved', async () => {
  const [count, classes, features] = [2000, 40, 128];
  let state = 7;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  const corners = Array.from({ length: classes }, () => Array.from({ length: features }, random));
  const teacher = createTeacher(classifier);
  for (const [k, corner] of corners.entries()) {
    const own = Array.from({ length: count / classes }, () =>
      Float32Array.from(corner, (value) => 1 + value + 0.6 * random()),
    );
    teacher.addEmbeddings(`class ${k}`, own);
  }
  const { accuracy, counts } = await teacher.train();
  assert.deepEqual(counts, Array(classes).fill(count / classes));
  assert.equal(accuracy.total, count);
  assert.ok(accuracy.value > 0.95, String(accuracy.value));
  const file = await teacher.saveSamples();
  const again = createTeacher(classifier);
  assert.equal((await again.addSamples(file)).length, count);
  for (const one of [teacher, again]) one.close();
});

test('closing gives the memory and the workers back', async (context) => {
  const script = `
    import { createClassifier } from '${ROOT}web/src/node.js';
    import { createTeacher } from '${ROOT}web/src/teach-node.js';
    import { photos } from '${ROOT}tests/web/lib/coloured.mjs';
    import { tinyCheckpoint } from '${ROOT}tests/web/lib/tiny-checkpoint.mjs';
    const model = tinyCheckpoint({ width: 16 });
    const round = async () => {
      const classifier = await createClassifier({ model, threads: 1 });
      const teacher = createTeacher(classifier);
      for (const colour of ['blue', 'red']) await teacher.add(colour, photos(colour, 1, 6));
      await teacher.train();
      const held = process.memoryUsage().rss;
      teacher.close();
      classifier.close();
      await new Promise((resolve) => setTimeout(resolve, 300));
      gc();
      return held;
    };
    const print = (held) => {
      const workers = process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name)).length;
      console.log(JSON.stringify({ held, rss: process.memoryUsage().rss, workers }));
    };
    for (let i = 0; i < 8; i++) print(await round());
  `;
  const { status, out, err } = await runProgram(process.execPath, [
    '--expose-gc',
    '--input-type=module',
    '-e',
    script,
  ]);
  assert.equal(status, 0, err);
  const rounds = jsonLines(out);
  const mb = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
  const grown = rounds[7].rss - rounds[1].rss;
  context.diagnostic(
    `${mb(rounds[7].held)} while taught, ${mb(rounds[7].rss)} after closing, ${mb(grown)} more than six rounds before`,
  );
  assert.deepEqual(
    rounds.map(({ workers }) => workers),
    Array(8).fill(0),
  );
  // Six classifiers and teachers that stayed would be over 100 MB.
  assert.ok(grown < 50e6, mb(grown));
  assert.ok(rounds[7].held - rounds[7].rss > 5e6);
});
