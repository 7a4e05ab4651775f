// Everyday groups and names of ImageNet's classes, with networks of 1000 classes whose answers are random.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { NATIVE, jsonLines, noNative, residua, ROOT, runProgram } from '../lib/command.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { createClassifier } from '../../../web/src/node.js';

const PHOTO = `${ROOT}tests/web/samples/apple.jpg`;
const WEIGHTS = tinyCheckpoint({ classes: 1000 });
/** Few pixels, so that it is quick, and a temperature at which no class stands out. */
const CARD = { preprocessing: { cropSize: 64, resizeShortSide: 64 }, temperature: 20 };

/** @param {string} file */
const read = (file) => readFileSync(`${ROOT}weights/${file}`, 'utf8');
/** @param {string} file */
const lines = (file) => read(file).trimEnd().split('\n');

/** @type {Record<string, (number | [number, number])[]>} */
const table = JSON.parse(read('imagenet-groups.json'));

/**
 * The most probable group, by hand.
 * @param {{ index: number, probability: number }[]} predictions of all classes
 */
function bestGroup(predictions) {
  const probability = Array.from({ length: 1000 }, () => 0);
  for (const one of predictions) probability[one.index] = one.probability;
  const sums = Object.entries(table).map(([label, entries]) => {
    const classes = entries.flatMap((entry) => {
      const [first, last] = typeof entry === 'number' ? [entry, entry] : entry;
      return probability.slice(first, last + 1);
    });
    return { label, sum: classes.reduce((a, b) => a + b, 0) };
  });
  const sum = Math.max(...sums.map((one) => one.sum));
  return { index: sums.findIndex((one) => one.sum === sum), sum };
}

/** @returns {Promise<number>} a threshold that the best class does not reach, but the best group does */
async function between() {
  let threshold = 0;
  await withClassifier({ config: CARD }, async (classifier) => {
    const predictions = await classifier.classify(PHOTO, { topK: 1000 });
    const { sum } = bestGroup(predictions);
    assert.ok(predictions[0].probability < 0.9 * sum);
    threshold = (predictions[0].probability + sum) / 2;
  });
  return threshold;
}

/**
 * @param {Parameters<typeof createClassifier>[0]} options
 * @param {(classifier: import('../../../web/src/node.js').Classifier) => Promise<void>} use
 */
async function withClassifier(options, use) {
  const classifier = await createClassifier({ model: WEIGHTS, threads: 1, ...options });
  try {
    await use(classifier);
  } finally {
    classifier.close();
  }
}

describe('the everyday group of an answer', () => {
  test('adds up the probabilities of its classes, and says what is certain', async () => {
    /** @type {[number, 'class' | 'group' | 'nothing'][]} */
    const cases = [
      [1, 'nothing'],
      [await between(), 'group'],
      [1e-6, 'class'],
    ];
    for (const [threshold, certain] of cases) {
      await withClassifier({ config: { ...CARD, threshold } }, async (classifier) => {
        assert.equal(classifier.info().groups, 'imagenet');
        const { predictions, group } = await classifier.classifyDetailed(PHOTO, { topK: 1000 });
        assert.ok(group);
        assert.equal(group.certain, certain);
        if (certain === 'class') {
          assert.deepEqual(group.best, predictions[0]);
          return;
        }
        const { index, sum } = bestGroup(predictions);
        assert.deepEqual([group.index, group.label], [index, Object.keys(table)[index]]);
        assert.ok(Math.abs(group.probability - sum) < 1e-5, `${group.probability} for ${sum}`);
        assert.equal(group.best.label, `class ${group.best.index}`);
      });
    }
  });

  test('is said of every class, in the order of their index', async () => {
    await withClassifier({ config: CARD }, async (classifier) => {
      const classes = await classifier.classes();
      assert.deepEqual(
        classes.map(({ index }) => index),
        Array.from({ length: 1000 }, (_, index) => index),
      );
      const labels = Object.keys(table);
      for (const [label, entries] of Object.entries(table)) {
        const [entry] = entries;
        const index = typeof entry === 'number' ? entry : entry[0];
        const group = { label, index: labels.indexOf(label) };
        assert.deepEqual(classes[index], { label: `class ${index}`, index, group });
      }
    });
    const named = { labels: [...'abcdefghij'], model: tinyCheckpoint({ classes: 10 }) };
    await withClassifier(named, async (classifier) => {
      const classes = await classifier.classes();
      assert.deepEqual(
        classes,
        [...'abcdefghij'].map((label, index) => ({ label, index })),
      );
    });
  });

  test('is the same whatever classes are asked for', async () => {
    await withClassifier({ config: CARD }, async (classifier) => {
      const all = await classifier.classifyDetailed(PHOTO);
      const one = await classifier.classifyDetailed(PHOTO, { allow: [3], topK: 1 });
      assert.deepEqual(one.group, all.group);
    });
  });

  test('is absent where the classes have no groups, and is that of the card where it has some', async () => {
    const other = lines('imagenet-labels.txt').reverse();
    await withClassifier({ labels: other, config: CARD }, async (classifier) => {
      assert.equal(classifier.info().groups, 'absent');
      assert.ok(!('group' in (await classifier.classifyDetailed(PHOTO))));
    });
    const groups = { low: [[0, 499]], high: [[500, 999]] };
    await withClassifier({ config: { ...CARD, groups } }, async (classifier) => {
      assert.equal(classifier.info().groups, 'given');
      assert.match((await classifier.classifyDetailed(PHOTO)).group?.label ?? '', /^(low|high)$/);
    });
    const wrong = { config: { groups: { low: [[0, 10]] } } };
    await assert.rejects(
      withClassifier(wrong, async () => {}),
      {
        code: 'invalid-option',
        message: /groups have 11 classes/,
      },
    );
  });
});

describe('names in a language', () => {
  for (const [language, labels, groups] of /** @type {const} */ ([
    ['en', 'imagenet-labels.txt', undefined],
    ['ko', 'imagenet-labels.ko.txt', 'imagenet-groups.ko.txt'],
  ])) {
    test(`'${language}' names classes and groups`, async () => {
      await withClassifier({ labels: language, config: CARD }, async (classifier) => {
        const names = lines(labels);
        const groupNames = groups ? lines(groups) : Object.keys(table);
        const { predictions, group } = await classifier.classifyDetailed(PHOTO);
        for (const { label, index } of predictions) assert.equal(label, names[index]);
        assert.equal(group?.label, groupNames[group?.index ?? -1]);
        assert.equal(group?.best.label, names[group?.best.index ?? -1]);
      });
    });
  }

  test('that there is not is refused with those that there are', async () => {
    await assert.rejects(
      withClassifier({ labels: 'tlh' }, async () => {}),
      {
        code: 'invalid-option',
        message: /labels must be of a language: en, ko, not "tlh"/,
      },
    );
  });

  test('does not fit a network of another number of classes', async () => {
    const model = tinyCheckpoint({ classes: 9 });
    await assert.rejects(
      withClassifier({ model, labels: 'ko' }, async () => {}),
      {
        code: 'invalid-option',
        message: /1000 labels, and the network has 9 classes/,
      },
    );
  });
});

describe('the command lines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'residua-groups-'));
  const model = join(folder, 'tiny.safetensors');
  const config = join(folder, 'config.json');
  before(async () => {
    writeFileSync(model, WEIGHTS);
    writeFileSync(config, JSON.stringify({ ...CARD, threshold: await between() }));
  });
  after(() => rmSync(folder, { recursive: true }));

  test('print the same group', async (context) => {
    if (noNative) return context.skip(noNative);
    const labels = `${ROOT}weights/imagenet-labels.txt`;
    const options = ['--model', model, '--labels', labels, '--config', config, '--threads', '1'];
    const args = ['classify', ...options, PHOTO];
    const outputs = [
      await residua([...args, '--json']),
      await runProgram(NATIVE, [...args, '--json']),
    ];
    const [our, their] = outputs.map(({ out, err }) => {
      assert.equal(err, '');
      return jsonLines(out)[0];
    });
    assert.deepEqual(Object.keys(our), ['file', 'predictions', 'sure', 'group', 'ms']);
    assert.deepEqual(Object.keys(their), Object.keys(our));
    assert.equal(our.group.certain, 'group');
    const { index, label, best } = our.group;
    assert.deepEqual([their.group.index, their.group.label], [index, label]);
    assert.equal(their.group.best.label, best.label);
    assert.ok(Math.abs(their.group.probability - our.group.probability) < 1e-4);

    const [ourText, theirText] = [await residua(args), await runProgram(NATIVE, args)];
    assert.equal(ourText.out.split('\n')[1], `  ${label}, perhaps: ${best.label}`);
    assert.equal(theirText.out.split('\n')[1], ourText.out.split('\n')[1]);
  });
});
