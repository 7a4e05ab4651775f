// The engine by itself, round a WebAssembly module that is played here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Engine } from '../../../web/src/engine/engine.js';

const ASKED = /** @type {const} */ ({ decoder: 'stb', topK: 5, minProbability: 0 });
const PIXELS = /** @type {const} */ ({
  kind: 'pixels',
  data: new Uint8ClampedArray(4),
  width: 1,
  height: 1,
});

/** @param {object} functions of the module */
function engineOf(functions) {
  const module = {
    info: () => ({ threshold: 0 }),
    warmUp() {},
    deleteClassifier() {},
    ...functions,
  };
  return new Engine(
    /** @type {any} */ (module),
    1,
    { flavour: 'simd', performanceNotes: [] },
    () => {},
    async () => [],
  );
}

test('[regression] a warm-up run that fails is not reported', async (context) => {
  const warmUp = context.mock.fn(() => {
    throw new WebAssembly.RuntimeError('unreachable');
  });
  const engine = engineOf({ warmUp });
  // An uncaught error fails the test.
  while (!warmUp.mock.callCount()) await wait(10);
  await wait(10);
  // After the trap all calls fail with that reason.
  await assert.rejects(engine.classify(PIXELS, ASKED), {
    code: 'internal',
    message: /unreachable/,
  });
});

test('[regression] a photo that arrives after the end is not given to a freed network', async (context) => {
  const classify = context.mock.fn();
  const engine = engineOf({ classify });
  const call = engine.classify({ kind: 'blob', blob: new Blob(['a photo']) }, ASKED);
  engine.close();
  await assert.rejects(call, { code: 'closed' });
  assert.throws(() => engine.profile(), { code: 'closed' });
  assert.equal(classify.mock.callCount(), 0);
});

/** @param {boolean} sure of the network */
function engineThatIs(sure) {
  const predictions = [
    { label: 'ant', index: 0, probability: 0.7 },
    { label: 'bee', index: 1, probability: 0.3 },
  ];
  const ms = { decode: 0, preprocess: 0, network: 0 };
  return engineOf({ classify: () => ({ predictions, sure, ms }) });
}

for (const [asked, predictions] of /** @type {const} */ ([
  [{ allow: ['bee'] }, 1],
  [{ deny: ['ant'] }, 1],
  [{ minProbability: 0.9 }, 0],
])) {
  const options = JSON.stringify(asked);
  test(`[regression] ${options} does not change whether the network is sure`, async () => {
    const engine = engineThatIs(true);
    const result = await engine.classify(PIXELS, { ...ASKED, ...asked });
    assert.equal(result.sure, true);
    assert.equal(result.predictions.length, predictions);
    const doubting = engineThatIs(false);
    assert.equal((await doubting.classify(PIXELS, { ...ASKED, ...asked })).sure, false);
  });
}

test('[regression] an answer without a class that was asked for still says whether the network is sure', async () => {
  const engine = engineThatIs(true);
  const result = await engine.classify(PIXELS, { ...ASKED, deny: ['ant', 'bee'] });
  assert.deepEqual([result.predictions, result.sure], [[], true]);
});
