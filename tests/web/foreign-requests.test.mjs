// That the watch over all tests' browsers sees who asks another site.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launchChromium, noBrowser } from './lib/browser.mjs';
import { startStaticHost } from './lib/static-host.mjs';

/** @typedef {import('playwright-core').Page} Page */

const FILES = {
  'index.html': '<!doctype html><title>page</title>',
  'worker.js': 'fetch("https://worker.test/").catch(String).then(postMessage)',
  'service.js':
    'oninstall = (event) => event.waitUntil(fetch("http://service.test/").catch(() => {}))',
};

const ASKING = {
  'a page': ['http://page.test', 'fetch("http://page.test/").catch(String)'],
  'an image': [
    'http://image.test',
    'new Promise((end) => Object.assign(new Image(), { onerror: () => end(0), src: "http://image.test/" }))',
  ],
  'a socket': [
    'wss://socket.test',
    'new Promise((end) => Object.assign(new WebSocket("wss://socket.test"), { onerror: () => end(0) }))',
  ],
  'a worker': [
    'https://worker.test',
    'new Promise((end) => Object.assign(new Worker("worker.js"), { onmessage: () => end(0) }))',
  ],
  'a service worker': [
    'http://service.test',
    'navigator.serviceWorker.register("service.js").then(() => navigator.serviceWorker.ready).then(() => 0)',
  ],
};

describe('the watch over a browser', { skip: noBrowser }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'residua-foreign-'));
  /** @type {Awaited<ReturnType<typeof startStaticHost>>} */
  let host;

  before(async () => {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    host = await startStaticHost(folder);
  });
  after(async () => {
    await host?.close();
    rmSync(folder, { recursive: true });
  });

  /**
   * Does something on an empty page, then closes the browser.
   * @param {(page: Page) => Promise<unknown>} act
   * @param {string[]} [given]
   */
  const closeAfter = async (act, given) => {
    const browser = await launchChromium([], { given });
    const page = await (await browser.newContext()).newPage();
    await page.goto(host.address);
    await act(page);
    await browser.close();
  };

  test('lets a browser close that asked this machine only', () =>
    closeAfter((page) => page.evaluate('fetch("worker.js").then(() => 0)')));

  for (const [who, [origin, script]] of Object.entries(ASKING)) {
    test(`fails where ${who} asks another site`, async () => {
      const closed = closeAfter((page) => page.evaluate(script));
      await assert.rejects(closed, { actual: [`GET ${origin}`] });
    });
  }

  test('fails where anything is sent, be it to this machine', async () => {
    const closed = closeAfter((page) =>
      page.evaluate('fetch("index.html", { method: "POST", body: "photo" }).then(() => 0)'),
    );
    await assert.rejects(closed, { actual: [`POST ${host.origin}`] });
  });

  test('fails where a test answers in the place of another site', async () => {
    const closed = closeAfter(async (page) => {
      await page.route('https://**', (route) => route.abort());
      await page.evaluate('fetch("https://answered.test/").catch(String)');
    });
    await assert.rejects(closed, { actual: ['GET https://answered.test'] });
  });

  test('lets pass what the visitor of a test gives', () =>
    closeAfter(
      (page) => page.evaluate('fetch("https://given.test/").catch(String)'),
      ['given.test'],
    ));
});
