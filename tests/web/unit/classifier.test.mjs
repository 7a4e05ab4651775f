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

test('[regression] an address that never answers lets the next call pass once it is aborted', async () => {
  /** @type {any[]} */
  const asked = [];
  const backend = { call: async () => ({ predictions: [] }), close() {} };
  const readUrl = (/** @type {any[]} */ ...given) => (asked.push(given), new Promise(() => {}));
  const classifier = new Classifier(
    backend,
    /** @type {any} */ ({}),
    String,
    /** @type {any} */ (readUrl),
  );
  const controller = new AbortController();
  const { signal } = controller;
  setTimeout(() => controller.abort('enough'), 20);
  const call = classifier.classify('slow.jpg', { signal });
  const next = classifier.classify(new Uint8Array(1));
  assert.equal(await call.catch((reason) => reason), 'enough');
  assert.deepEqual(await next, []);
  // The download itself ends too.
  assert.deepEqual(asked, [['slow.jpg', signal]]);
});

test('an address is read when its turn comes, and its bytes are handed over', async () => {
  /** @type {any[]} */
  const sent = [];
  /** @type {any} */
  const backend = {
    call: async (
      /** @type {any} */ method,
      /** @type {any} */ [photo],
      /** @type {any} */ options,
    ) => {
      sent.push([photo.kind, photo.bytes, options.transfer]);
      return { predictions: [] };
    },
    close() {},
  };
  const bytes = Uint8Array.of(1, 2);
  const readUrl = async () => bytes;
  await new Classifier(backend, /** @type {any} */ ({}), String, readUrl).classify('a.jpg');
  assert.deepEqual(sent, [['bytes', bytes, [bytes.buffer]]]);
});

test('[regression] lists of a call that waits are taken as they were', async () => {
  /** @type {any[]} */
  const sent = [];
  /** @type {any} */
  const backend = {
    call: async (/** @type {any} */ _, /** @type {any} */ [, request]) => {
      sent.push(request.names ?? [request.allow, request.deny]);
      return { predictions: [] };
    },
    close() {},
  };
  const classifier = new Classifier(backend, /** @type {any} */ ({}), String);
  const [names, allow, deny] = [['stem'], ['cat'], ['dog']];
  const photo = new Uint8Array(1);
  const calls = [
    classifier.features(photo, { names }),
    classifier.classify(photo, { allow, deny }),
  ];
  for (const list of [names, allow, deny]) list.length = 0;
  await Promise.all(calls);
  assert.deepEqual(sent, [['stem'], [['cat'], ['dog']]]);
});
