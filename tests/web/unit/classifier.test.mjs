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
