import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallQueue } from '../../../web/src/call-queue.js';

/** A promise and what settles it. */
function deferred() {
  let resolve;
  let reject;
  const promise = new Promise((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

test('calls run one after the other, in their order', async () => {
  const queue = new CallQueue();
  const first = deferred();
  const log = [];
  const one = queue.run(async () => {
    log.push('one starts');
    await first.promise;
    log.push('one ends');
    return 1;
  });
  const two = queue.run(async () => {
    log.push('two starts');
    return 2;
  });
  await new Promise((wake) => setTimeout(wake, 10));
  assert.deepEqual(log, ['one starts']);
  first.resolve();
  assert.deepEqual(await Promise.all([one, two]), [1, 2]);
  assert.deepEqual(log, ['one starts', 'one ends', 'two starts']);
});

test('a failing call does not stop the next', async () => {
  const queue = new CallQueue();
  const one = queue.run(() => {
    throw new Error('at once');
  });
  const two = queue.run(() => Promise.resolve('fine'));
  await assert.rejects(one, /at once/);
  assert.equal(await two, 'fine');
});

test('a waiting call that is aborted never starts', async () => {
  const queue = new CallQueue();
  const first = deferred();
  const controller = new AbortController();
  const one = queue.run(() => first.promise);
  let started = false;
  const two = queue.run(async () => {
    started = true;
  }, controller.signal);
  const reason = new Error('changed my mind');
  controller.abort(reason);
  await assert.rejects(two, (error) => error === reason);
  first.resolve('done');
  assert.equal(await one, 'done');
  assert.equal(await queue.run(async () => 3), 3);
  assert.equal(started, false);
});

test('a running call that is aborted settles at once, and the next waits for its real end', async () => {
  const queue = new CallQueue();
  const first = deferred();
  const controller = new AbortController();
  const one = queue.run(() => first.promise, controller.signal);
  let secondStarted = false;
  const two = queue.run(async () => {
    secondStarted = true;
  });
  await new Promise((wake) => setTimeout(wake, 5));
  controller.abort();
  await assert.rejects(one, { name: 'AbortError' });
  await new Promise((wake) => setTimeout(wake, 5));
  assert.equal(secondStarted, false);
  first.resolve();
  await two;
  assert.equal(secondStarted, true);
});

test('a call with an aborted signal is refused with its reason', async () => {
  await assert.rejects(
    new CallQueue().run(async () => 1, AbortSignal.abort('no')),
    (reason) => {
      return reason === 'no';
    },
  );
});

test('closing rejects what runs, what waits and what comes later', async () => {
  const queue = new CallQueue();
  const running = queue.run(() => new Promise(() => {}));
  const waiting = queue.run(async () => 2);
  const reason = new Error('closed');
  queue.close(reason);
  for (const call of [running, waiting, queue.run(async () => 3)]) {
    await assert.rejects(call, (error) => error === reason);
  }
});
