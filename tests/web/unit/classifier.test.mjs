import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Classifier } from '../../../web/src/classifier.js';

test('`using` closes a classifier at the end of the block', async () => {
  let closed = 0;
  const backend = { call: async () => undefined, close: () => void closed++ };
  const classifier = new Classifier(backend, /** @type {any} */ ({}), String);
  classifier[Symbol.dispose]();
  assert.equal(closed, 1);
  await assert.rejects(classifier.classify(new Uint8Array(1)), { code: 'closed' });
});

test('[regression] a picture that never loads lets the next call pass once it is aborted', async () => {
  const backend = { call: async () => ({ predictions: [] }), close() {} };
  const classifier = new Classifier(backend, /** @type {any} */ ({}), String);
  const picture = { [Symbol.toStringTag]: 'HTMLImageElement', decode: () => new Promise(() => {}) };
  const controller = new AbortController();
  const { signal } = controller;
  const call = classifier.classify(/** @type {any} */ (picture), { signal });
  const next = classifier.classify(new Uint8Array(1));
  await new Promise((wake) => setTimeout(wake));
  controller.abort('enough');
  assert.equal(await call.catch((reason) => reason), 'enough');
  assert.deepEqual(await next, []);
});
