// A smoke test in a real Firefox, driven by WebDriver BiDi: that what is tested in Chromium works in another engine too.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { createClassifier } from '../../../web/dist/node.js';
import { picture } from '../lib/picture.mjs';
import { startServer } from '../lib/server.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

const EXECUTABLE = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const skip = existsSync(EXECUTABLE)
  ? false
  : `there is no Firefox at ${EXECUTABLE}; name one as FIREFOX`;

/** @type {Awaited<ReturnType<typeof startServer>>} */
let server;
/** @type {import('puppeteer-core').Browser} */
let browser;

before(async () => {
  if (skip) return;
  server = await startServer();
  browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: EXECUTABLE,
    headless: true,
  });
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test('Firefox classifies on several threads and answers as Node does', { skip }, async () => {
  const weights = tinyCheckpoint();
  const photo = picture();
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  // A file of the server's: its window is isolated, and nothing else runs in it.
  await page.goto(`${server.origin}/dist/THIRD-PARTY-NOTICES.txt`);
  const { info, predictions } = await page.evaluate(
    async (model, image) => {
      const bytes = (/** @type {string} */ text) =>
        Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      const residua = await import(`${location.origin}/dist/index.js`);
      const classifier = await residua.createClassifier({ model: bytes(model), threads: 2 });
      const answer = {
        info: classifier.info(),
        predictions: await classifier.classify(bytes(image), { topK: 10 }),
      };
      classifier.close();
      return answer;
    },
    Buffer.from(weights).toString('base64'),
    photo.toString('base64'),
  );
  await page.close();
  assert.deepEqual(errors, []);
  assert.equal(info.threads, 2);
  assert.match(info.flavour, /threads$/);

  const classifier = await createClassifier({ model: weights });
  const expected = await classifier.classify(photo, { topK: 10 });
  classifier.close();
  assert.deepEqual(
    predictions.map(({ index }) => index),
    expected.map(({ index }) => index),
  );
  predictions.forEach(({ probability }, place) => {
    const difference = Math.abs(probability - expected[place].probability);
    assert.ok(difference < 1e-5, `probability ${place} differs by ${difference}`);
  });
});

test('The page opens in Firefox without an error', { skip }, async () => {
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.goto(`${server.origin}/page/`);
  await page.waitForSelector('h1');
  await page.waitForFunction(() => crossOriginIsolated);
  await page.close();
  assert.deepEqual(errors, []);
});
