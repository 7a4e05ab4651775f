// Networks whose answer is not one of several classes, through the module.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ROOT } from '../lib/command.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { createClassifier } from '../../../web/src/node.js';

const PHOTO = `${ROOT}tests/web/samples/apple.jpg`;
const SMALL = { preprocessing: { cropSize: 64, resizeShortSide: 64 } };

/** @param {Uint8Array} weights @param {object[]} more configurations, which take precedence */
const open = (weights, ...more) =>
  createClassifier({ model: { weights, config: [...more, SMALL] }, threads: 1 });

/** @param {number} logit */
const sigmoid = (logit) => 1 / (1 + Math.exp(-logit));

describe('a network', () => {
  test('without classes embeds and shows its features, and does not classify', async () => {
    const rename = (/** @type {string} */ name) => (name.startsWith('fc.') ? undefined : name);
    const encoder = await open(tinyCheckpoint({ rename }));
    const { classes, structure, assumptions, path } = encoder.info();
    assert.equal(classes, 0);
    assert.match(structure, /^stem: .*\n(.*\n)+head: average pooling; no classes\n$/);
    assert.ok(assumptions.length > 0);
    assert.equal(path, '');
    const whole = await open(tinyCheckpoint());
    // What comes before the last layer is the same with and without it.
    assert.deepEqual(await encoder.embed(PHOTO), await whole.embed(PHOTO));
    const { features, predictions } = await encoder.features(PHOTO, { names: ['stage1'] });
    assert.equal(features.stage1.channels, 8);
    assert.deepEqual(predictions, []);
    for (const call of [encoder.classify(PHOTO), encoder.explain(PHOTO)]) {
      await assert.rejects(call, { code: 'no-answer', message: /has no classes/ });
    }
    encoder.close();
    whole.close();
  });

  test('of one logit answers with two classes', async () => {
    const one = await open(tinyCheckpoint({ classes: 1, bias: 0.5 }));
    const [logit] = await one.logits(PHOTO);
    const predictions = await one.classify(PHOTO);
    const second = predictions.find(({ index }) => index === 1);
    assert.equal(predictions.length, 2);
    assert.ok(Math.abs((second?.probability ?? 0) - sigmoid(logit)) < 1e-6);
    assert.ok(Math.abs(predictions[0].probability + predictions[1].probability - 1) < 1e-6);
    assert.equal(one.info().output, 'softmax');
    one.close();
  });

  test('judges each label by itself where its configuration says so', async () => {
    const several = await open(tinyCheckpoint({ classes: 4 }), { output: 'sigmoid' });
    const logits = await several.logits(PHOTO);
    assert.equal(several.info().output, 'sigmoid');
    for (const { index, probability } of await several.classify(PHOTO)) {
      assert.ok(Math.abs(probability - sigmoid(logits[index])) < 1e-6);
    }
    several.close();
  });
});
