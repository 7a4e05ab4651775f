import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abortable } from '../../../web/src/abortable.js';

test('[regression] a thousand calls of one signal are one listener, and all end with it', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  signal.addEventListener = (/** @type {[any, any]} */ ...given) => (listeners++, add(...given));
  const calls = Array.from({ length: 1000 }, () => abortable(signal, () => new Promise(() => {})));
  assert.equal(listeners, 1);
  controller.abort('enough');
  for (const one of await Promise.allSettled(calls)) {
    assert.equal(one.status === 'rejected' && one.reason, 'enough');
  }
});

test('what has ended before the abort stays as it was', async () => {
  const controller = new AbortController();
  const done = abortable(controller.signal, async () => 'done');
  assert.equal(await done, 'done');
  controller.abort('enough');
  assert.equal(await done, 'done');
});
