// Parts of the page that cannot be had when they are needed: that is said, the page goes on, and a later try works.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  Watch,
  answerFor,
  drop,
  hideWeights,
  networkIs,
  noPage,
  sample,
  speak,
} from '../lib/page.mjs';
import { dropTiny, noticeOn, startPages } from '../lib/pages.mjs';

const SAID = /^A part of this page could not be loaded\./;

describe('a part of the page that cannot be loaded', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages({
      args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    });
    ({ page } = await pages.visit());
    await dropTiny(page, 5);
  });
  after(() => pages?.close());

  const again = () => page.locator('#notice button', { hasText: 'Try again' });

  /**
   * Does something while a file cannot be had; then tries again when it can.
   * @param {string} file
   * @param {() => Promise<unknown>} act
   */
  const failThenTry = async (file, act) => {
    await page.route(file, (route) => route.abort());
    await act();
    await noticeOn(page, SAID);
    // The page goes on meanwhile.
    assert.equal(await page.locator('#stage-photo').isVisible(), true);
    // Nor is it said to be there while it is not.
    await again().click();
    await noticeOn(page, SAID);
    await page.unroute(file);
    await again().click();
  };

  test('the inside', async () => {
    await page.click('[data-sample=dog]');
    await answerFor(page, 'dog.webp');
    await failThenTry('**/inside/inside.js', () => page.click('#open-inside'));
    await page.waitForSelector('.map button');
    assert.equal(await page.locator('#notice').textContent(), '');
    await page.click('.inside-close');
  });

  test('the gallery, which then has the photos that were dropped', async () => {
    const names = ['ball', 'lemon'];
    await failThenTry('**/gallery/card.js', () => drop(page, names.map(sample)));
    await page.waitForFunction(
      () => document.querySelectorAll('.card[data-state=done]').length === 2,
    );
    await page.click('.gallery-clear');
  });

  test('the pictures of the gallery, which answers without them', async () => {
    await page.route('**/gallery/thumbnail-worker.js', (route) => route.abort());
    await drop(page, ['ball', 'lemon'].map(sample));
    await page.waitForFunction(
      () => document.querySelectorAll('.card[data-state=done]').length === 2,
    );
    assert.equal(await page.locator('.card img').count(), 0);
    await page.unroute('**/gallery/thumbnail-worker.js');
    await page.click('.gallery-clear');
  });

  test('the camera', async () => {
    await page.context().grantPermissions(['camera']);
    await failThenTry('**/camera/camera.js', () => page.click('#open-camera'));
    await page.waitForSelector('.camera-video');
    await page.click('.camera-stop');
  });

  test('the Korean words', async () => {
    await failThenTry('**/locales/ko/page.js', () => page.selectOption('#switch-language', 'ko'));
    await page.waitForSelector('html[lang=ko]');
    assert.equal(await page.locator('#pick').textContent(), '사진 선택');
    await speak(page, 'en');
  });

  /**
   * @param {string} locale
   * @param {string} file that cannot be had from the first moment on
   * @param {(page: import('playwright-core').Page, context: import('playwright-core').BrowserContext) => Promise<void>} look
   */
  const openWithout = async (locale, file, look) => {
    const context = await pages.browser.newContext({ locale, serviceWorkers: 'block' });
    try {
      const watch = new Watch(context);
      await hideWeights(context);
      await context.route(file, (route) => route.abort());
      const opened = await context.newPage();
      await opened.goto(`${pages.origin}/page/`);
      await look(opened, context);
      assert.deepEqual(watch.errors, []);
    } finally {
      await context.close();
    }
  };

  test('the Korean words on opening: the page goes on in English', () =>
    openWithout('ko-KR', '**/locales/ko/page.js', async (opened) => {
      await networkIs(opened, 'missing');
      await opened.click('[data-sample=dog]');
      await opened.waitForSelector('#stage-photo:not([hidden])');
      assert.equal(await opened.locator('#pick').textContent(), 'Choose photos');
    }));

  test('the panel of the network: it says so in its place', () =>
    openWithout('en-US', '**/model/own-model-form.js', async (opened, context) => {
      const said = opened.locator('#model p');
      assert.match((await said.textContent()) ?? '', SAID);
      await context.unroute('**/model/own-model-form.js');
      await opened.click('#model button');
      await opened.waitForSelector('.model-pick');
    }));

  test('the module: the network is there at the next try', () =>
    openWithout('en-US', '**/src/create-classifier.js', async (opened, context) => {
      await noticeOn(opened, SAID);
      await networkIs(opened, 'missing');
      await context.unroute('**/src/create-classifier.js');
      await opened.click('#notice .primary');
      // Here there are no weights to be had: the module says so.
      assert.match(await noticeOn(opened, /built-in network/), /could not be loaded/);
    }));
});
