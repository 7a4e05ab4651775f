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
  assert.deepEqual(asked, [['slow.jpg', signal, 30_000]]);
});

test('[regression] neither a picture nor an address that never comes keeps another call waiting', async () => {
  const backend = { call: async () => ({ predictions: [] }), close() {} };
  const never = () => new Promise(() => {});
  const classifier = new Classifier(
    backend,
    /** @type {any} */ ({}),
    String,
    /** @type {any} */ (never),
  );
  const picture = { [Symbol.toStringTag]: 'HTMLImageElement', decode: never };
  const waiting = [
    classifier.classify(/** @type {any} */ (picture), { timeout: Infinity }),
    classifier.classify('slow.jpg'),
  ];
  assert.deepEqual(await classifier.classify(new Uint8Array(1)), []);
  // They are still answered when the classifier is closed.
  const settled = Promise.allSettled(waiting);
  classifier.close();
  for (const one of await settled) {
    assert.equal(one.status === 'rejected' && one.reason.code, 'closed');
  }
});

test('[regression] a lazy picture out of view is refused at once', async () => {
  const backend = { call: async () => ({ predictions: [] }), close() {} };
  const classifier = new Classifier(backend, /** @type {any} */ ({}), String);
  const picture = {
    [Symbol.toStringTag]: 'HTMLImageElement',
    loading: 'lazy',
    naturalWidth: 0,
    decode: () => new Promise(() => {}),
  };
  await assert.rejects(classifier.classify(/** @type {any} */ (picture)), {
    code: 'invalid-image',
    message: /not loaded yet/,
  });
});

test('a picture that is still loading has a time limit', async () => {
  const backend = { call: async () => ({ predictions: [] }), close() {} };
  const classifier = new Classifier(backend, /** @type {any} */ ({}), String);
  const picture = {
    [Symbol.toStringTag]: 'HTMLImageElement',
    decode: () => new Promise(() => {}),
  };
  await assert.rejects(classifier.classify(/** @type {any} */ (picture), { timeout: 10 }), {
    code: 'invalid-image',
  });
});

test('few addresses are read at once, since their photos wait in memory', async () => {
  let reading = 0;
  let most = 0;
  const readUrl = async () => {
    most = Math.max(most, ++reading);
    await new Promise((wake) => setTimeout(wake, 1));
    reading--;
    return new Uint8Array(1);
  };
  const backend = { call: async () => ({ predictions: [] }), close() {} };
  const classifier = new Classifier(backend, /** @type {any} */ ({}), String, readUrl);
  const calls = Array.from({ length: 100 }, () => classifier.classify('a.jpg'));
  assert.equal((await Promise.all(calls)).length, 100);
  assert.equal(most, 4);
});

test('[regression] memory that was handed over is a photo no longer, and says so', async () => {
  const backend = { call: async () => ({ predictions: [] }), close() {} };
  const classifier = new Classifier(backend, /** @type {any} */ ({}), String);
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  const pixels = { data: new Uint8ClampedArray(4), width: 1, height: 1 };
  for (const photo of [bytes, bytes.buffer]) {
    await assert.rejects(classifier.classify(photo), {
      code: 'invalid-option',
      message: /detached/,
    });
  }
  structuredClone(pixels.data.buffer, { transfer: [pixels.data.buffer] });
  await assert.rejects(classifier.classify(pixels), { code: 'invalid-option' });
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
