// Photos on several workers, which are played here.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Classifier } from '../../../web/src/classifier.js';
import { ResiduaError } from '../../../web/src/errors.js';
import { WorkerPool } from '../../../web/src/worker-pool.js';

const turn = () => new Promise((resolve) => setTimeout(resolve));

/** A worker that answers on demand, with the photo's byte. */
class PlayedWorker {
  failed = false;
  closed = false;
  /** @type {{ byte: number, resolve: (answer: any) => void, reject: (error: unknown) => void }[]} */
  calls = [];

  call(method, [source]) {
    if (this.failed) return Promise.reject(new ResiduaError('internal', 'dead'));
    return new Promise((resolve, reject) => {
      this.calls.push({ byte: source.bytes[0], resolve, reject });
    });
  }

  answer() {
    const { byte, resolve } = this.calls.shift();
    resolve({ predictions: [{ label: `photo ${byte}` }], sure: true, ms: {} });
  }

  die() {
    this.failed = true;
    for (const { reject } of this.calls) reject(new ResiduaError('internal', 'died'));
    this.calls = [];
  }

  close() {
    this.closed = true;
  }
}

async function twoWorkers() {
  const [one, two] = [new PlayedWorker(), new PlayedWorker()];
  const pool = new WorkerPool(/** @type {any} */ (one), 1, async () => /** @type {any} */ (two));
  await turn();
  assert.equal(pool.workers, 2);
  return { one, two, pool };
}

const classifierOf = (pool) =>
  new Classifier(pool, /** @type {any} */ ({}), (address) => String(address), undefined);

const photos = (count) => Array.from({ length: count }, (_, i) => new Uint8Array([i]));

const collect = async (answers) => {
  const all = [];
  for await (const { index, predictions, error } of answers) {
    all.push([index, error ? error.code : predictions[0].label]);
  }
  return all;
};

test('photos run side by side, and answers come in the order of the photos', async () => {
  const { one, two, pool } = await twoWorkers();
  const all = collect(classifierOf(pool).classifyEach(photos(4)));
  await turn();
  assert.deepEqual([one.calls.length, two.calls.length], [1, 1]);
  two.answer(); // the second photo is ready first, and the third takes its place
  await turn();
  assert.equal(two.calls[0].byte, 2);
  one.answer();
  for (let i = 0; i < 4; i++) {
    await turn();
    if (one.calls.length) one.answer();
    if (two.calls.length) two.answer();
  }
  assert.deepEqual(
    await all,
    [0, 1, 2, 3].map((i) => [i, `photo ${i}`]),
  );
});

test('no more photos are taken than workers have, and one', async () => {
  const { pool } = await twoWorkers();
  let taken = 0;
  function* album() {
    for (; taken < 50;) yield new Uint8Array([taken++]);
  }
  const answers = classifierOf(pool).classifyEach(album());
  answers.next().catch(() => {});
  for (let i = 0; i < 5; i++) await turn();
  assert.equal(taken, 3);
});

test('a worker that dies loses no photo', async () => {
  const { one, two, pool } = await twoWorkers();
  const all = collect(classifierOf(pool).classifyEach(photos(5)));
  await turn();
  one.die();
  for (let i = 0; i < 12; i++) {
    await turn();
    if (two.calls.length) two.answer();
  }
  assert.deepEqual(
    await all,
    [0, 1, 2, 3, 4].map((i) => [i, `photo ${i}`]),
  );
  assert.equal(pool.workers, 1);
});

test('where the last worker dies, each photo says so', async () => {
  const { one, two, pool } = await twoWorkers();
  const all = collect(classifierOf(pool).classifyEach(photos(3)));
  await turn();
  one.die();
  two.die();
  assert.deepEqual(
    await all,
    [0, 1, 2].map((i) => [i, 'internal']),
  );
});

test("a photo's own failure is its answer, and its worker lives on", async () => {
  const { one, two, pool } = await twoWorkers();
  const all = collect(classifierOf(pool).classifyEach(photos(2)));
  await turn();
  one.calls.shift().reject(new ResiduaError('invalid-image', 'not a photo'));
  two.answer();
  assert.deepEqual(await all, [
    [0, 'invalid-image'],
    [1, 'photo 1'],
  ]);
  assert.equal(pool.workers, 2);
});

test('an abort ends the iteration at once', async () => {
  const { pool } = await twoWorkers();
  const controller = new AbortController();
  const all = collect(
    classifierOf(pool).classifyEach(photos(4), { signal: controller.signal }),
  ).catch((reason) => reason);
  await turn();
  controller.abort('enough');
  assert.equal(await all, 'enough');
});

test('a worker that is ready after the end is ended', async () => {
  const [one, two] = [new PlayedWorker(), new PlayedWorker()];
  let ready;
  const late = new Promise((resolve) => (ready = resolve));
  const pool = new WorkerPool(/** @type {any} */ (one), 1, () => /** @type {any} */ (late));
  pool.close();
  ready(two);
  await turn();
  assert.deepEqual([one.closed, two.closed, pool.workers], [true, true, 1]);
});

test('workers that cannot start are done without', async () => {
  let tries = 0;
  const pool = new WorkerPool(/** @type {any} */ (new PlayedWorker()), 3, async () => {
    tries++;
    throw new ResiduaError('out-of-memory', 'full');
  });
  await turn();
  assert.deepEqual([tries, pool.workers], [1, 1]);
});
