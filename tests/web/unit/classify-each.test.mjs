// Many photos one after the other, with a network that is played here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Classifier } from '../../../web/src/classifier.js';

const PHOTO = new Uint8Array([1]);
const NEVER = new Promise(() => {});

function classifier() {
  const backend = {
    call: async () => ({
      predictions: [],
      sure: true,
      ms: { decode: 0, preprocess: 0, network: 0 },
    }),
    close() {},
  };
  return new Classifier(backend, /** @type {any} */ ({}), (address) => String(address));
}

test('[regression] an answer does not wait for the next photo', async () => {
  async function* camera() {
    yield PHOTO;
    await NEVER;
  }
  const answers = classifier().classifyEach(camera());
  const { value } = await answers.next();
  assert.equal(value?.index, 0);
});

test('[regression] an abort settles while the source looks for its next photo', async () => {
  async function* camera() {
    yield PHOTO;
    await NEVER;
  }
  const controller = new AbortController();
  const answers = classifier().classifyEach(camera(), { signal: controller.signal });
  await answers.next();
  const next = answers.next();
  controller.abort('enough');
  assert.equal(await next.catch((reason) => reason), 'enough');
});

test('answers come in the order of the photos, and no more than two are taken ahead', async () => {
  let taken = 0;
  function* album() {
    while (taken < 5) {
      taken++;
      yield PHOTO;
    }
  }
  const indexes = [];
  for await (const { index } of classifier().classifyEach(album())) {
    indexes.push(index);
    assert.ok(taken <= index + 2, `${taken} photos are taken at answer ${index}`);
    await new Promise((wake) => setTimeout(wake, 5));
  }
  assert.deepEqual(indexes, [0, 1, 2, 3, 4]);
});

test('a source is closed when the iteration ends early', async () => {
  let told = false;
  function* album() {
    try {
      for (;;) yield PHOTO;
    } finally {
      told = true;
    }
  }
  for await (const { index } of classifier().classifyEach(album())) if (index === 1) break;
  assert.ok(told);
});

test('a source that fails ends the iteration with its error', async () => {
  async function* camera() {
    yield PHOTO;
    throw new Error('unplugged');
  }
  await assert.rejects(classifier().classifyBatch(camera()), { message: 'unplugged' });
});
