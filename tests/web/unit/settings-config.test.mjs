// From the page's settings of a checkpoint to the `config` of the module.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OPEN, channelsIn, configOf, isWhole } from '../../../web/page/model/settings-config.js';

describe('the settings of a checkpoint', () => {
  test('are no configuration where all is left open', () => {
    assert.equal(configOf(OPEN), undefined);
  });

  test('say what was chosen and nothing else', () => {
    assert.deepEqual(configOf({ ...OPEN, output: 'sigmoid' }), { output: 'sigmoid' });
    assert.deepEqual(configOf({ ...OPEN, maxPool: 'no', stride: 'reduce' }), {
      architecture: { maxPool: false, stride: 'reduce' },
    });
    assert.deepEqual(configOf({ ...OPEN, activation: 'leaky-relu 0.1', pooling: 'max' }), {
      architecture: { activation: 'leaky-relu', negativeSlope: 0.1, pooling: 'max' },
    });
    assert.deepEqual(configOf({ ...OPEN, preparation: 'squash' }), {
      preprocessing: { resizeTo: [224, 224], cropSize: 224 },
    });
    assert.deepEqual(configOf({ ...OPEN, normalisation: 'half' }), {
      preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    });
  });

  test('accept custom numbers', () => {
    const numbers = { ...OPEN, preparation: 'own', input: 96, shortSide: 128 };
    assert.deepEqual(configOf(numbers), {
      preprocessing: { resizeShortSide: 128, cropSize: 96 },
    });
    assert.deepEqual(configOf({ ...numbers, shortSide: 0 }), {
      preprocessing: { resizeTo: [96, 96], cropSize: 96 },
    });
    assert.deepEqual(configOf({ ...OPEN, normalisation: 'own', mean: '0.1', std: '[1, 2, 3]' }), {
      preprocessing: { mean: [0.1, 0.1, 0.1], std: [1, 2, 3] },
    });
  });

  test('take the preparations of the listed models', () => {
    const recipe = { resizeShortSide: 235, cropSize: 224, interpolation: 'bicubic' };
    assert.deepEqual(configOf({ ...OPEN, preparation: 'a' }, { a: recipe }), {
      preprocessing: recipe,
    });
  });

  test('are not taken while a number is missing or none', () => {
    assert.ok(isWhole(OPEN));
    for (const [mean, std] of [
      ['0.5 0.5', '1'],
      ['', '1'],
      ['half', '1'],
      ['0.5', '0'],
    ]) {
      assert.ok(!isWhole({ ...OPEN, normalisation: 'own', mean, std }), `${mean}; ${std}`);
    }
    assert.ok(!isWhole({ ...OPEN, preparation: 'own', input: 0 }));
    assert.ok(!isWhole({ ...OPEN, preparation: 'own', shortSide: 1.5 }));
    // What is not in use does not matter.
    assert.ok(isWhole({ ...OPEN, mean: '', input: NaN }));
    assert.deepEqual(channelsIn('0.1, 0.2 0.3'), [0.1, 0.2, 0.3]);
  });
});
