// What is said of a worker that fails. The worker is played here; a real one is in e2e/worker-failure.test.mjs.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WorkerClient } from '../../../web/src/worker-client.js';

/** @returns {{ client: WorkerClient, fail: (cause: object) => void, ended: () => number }} */
function playedWorker() {
  /** @type {(cause: object) => void} */
  let fail = () => {};
  let ended = 0;
  const client = new WorkerClient({
    post() {},
    onMessage() {},
    onFailure: (listener) => (fail = listener),
    terminate: () => void ended++,
  });
  return { client, fail: (cause) => fail(cause), ended: () => ended };
}

/** @type {[string, object, RegExp][]} */
const NOT_LOADED = [
  ['a browser, which says nothing', new Event('error'), /worker\.js.*Serve it.*worker-src 'self'/],
];
for (const [where, cause, message] of NOT_LOADED) {
  test(`a script that could not be loaded is download-failed, with what to do: ${where}`, async () => {
    const { client, fail, ended } = playedWorker();
    const call = client.call('load', []);
    fail(cause);
    const expected = { code: 'download-failed', message };
    await assert.rejects(call, expected);
    await assert.rejects(call, { cause });
    await assert.rejects(client.call('classify', []), expected);
    assert.equal(ended(), 1);
  });
}

test('a worker that dies says why', async () => {
  const { client, fail } = playedWorker();
  const call = client.call('load', []);
  fail(new Error('x is not defined'));
  await assert.rejects(call, { code: 'internal', message: /x is not defined/ });
});

test('a worker that dies for want of memory is out-of-memory', async () => {
  const { client, fail } = playedWorker();
  const call = client.call('load', []);
  fail(new Error('Worker terminated due to reaching memory limit: JS heap out of memory'));
  await assert.rejects(call, { code: 'out-of-memory' });
});
