// The service worker as a browser runs it, without a browser.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

const SOURCE = new URL('../../../web/service-worker.js', import.meta.url);

test('is active without the consent of workers that wait in the network [regression]', async () => {
  /** @type {Record<string, (event: object) => void>} */
  const listeners = {};
  let claimed = 0;
  const self = {
    addEventListener: (/** @type {string} */ type, /** @type {() => void} */ listener) => {
      listeners[type] = listener;
    },
    registration: { scope: 'https://example.org/' },
    location: { href: 'https://example.org/service-worker.js' },
    // Firefox answers when every client has, which never happens while one of them sits in Atomics.wait.
    clients: { claim: () => new Promise(() => claimed++) },
  };
  runInContext(await readFile(SOURCE, 'utf8'), createContext({ self, URL, Set, Map }));
  /** @type {Promise<unknown>[]} */
  const waited = [];
  listeners.activate({ waitUntil: (/** @type {Promise<unknown>} */ work) => waited.push(work) });
  assert.equal(claimed, 1);
  const late = new Promise((resolve) => setTimeout(resolve, 500, 'late').unref());
  assert.notEqual(await Promise.race([Promise.all(waited), late]), 'late');
});
