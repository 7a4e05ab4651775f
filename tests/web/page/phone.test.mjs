// The page on a phone: what is seen without scrolling, and in which order.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SCREENSHOTS, answerFor, drop, noPage, sample } from '../lib/page.mjs';
import { dropTiny, startPages } from '../lib/pages.mjs';

describe('the page on a phone', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    ({ page } = await pages.visit({
      viewport: { width: 390, height: 664 },
      hasTouch: true,
      isMobile: true,
    }));
  });
  after(() => pages?.close());

  const inView = (/** @type {string} */ selector) =>
    page.locator(selector).evaluate((element) => {
      const { top, bottom, height } = element.getBoundingClientRect();
      return height > 0 && top >= 0 && bottom <= innerHeight;
    });

  test('says what fingers do, and has the ways to a photo in view', async () => {
    await page.waitForSelector('.sample');
    assert.equal(await page.locator('.invite-lead:visible').textContent(), 'Tap to choose a photo');
    for (const way of ['#pick', '#open-camera', '#samples .sample >> nth=0']) {
      assert.ok(await inView(way), way);
    }
    assert.equal(await page.locator('#answer').isVisible(), false);
    // Of no use on a phone; taking a photo is.
    assert.equal(await page.locator('#pick-folder').isVisible(), false);
    assert.equal(await page.locator('#take-input').getAttribute('capture'), 'environment');
    const [taken] = await Promise.all([page.waitForEvent('filechooser'), page.tap('#take')]);
    assert.equal(taken.isMultiple(), false);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.tap('#invite')]);
    assert.equal(chooser.isMultiple(), true);
  });

  test('comes to the answer when a sample is tapped below it [regression]', async () => {
    await dropTiny(page, 9);
    await page.tap('[data-sample=macaw]');
    await answerFor(page, 'macaw.webp');
    assert.ok(await inView('#answer-name'));
    await page.screenshot({ path: `${SCREENSHOTS}phone-answer.png` });
    await page.locator('.samples-row').scrollIntoViewIfNeeded();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    assert.equal(await inView('#answer-name'), false);
    await drop(page, [sample('apple')]);
    await answerFor(page, 'apple.jpg');
    assert.ok(await inView('#answer-name'));
  });

  test('is read in the order in which it is drawn [regression]', async () => {
    const tops = await page
      .locator('.classify :is(button, input):visible')
      .evaluateAll((controls) => controls.map((one) => one.getBoundingClientRect().top));
    const [copy] = tops;
    assert.ok(tops.length > 10);
    assert.deepEqual(
      tops.map((top) => Math.max(top, copy)),
      tops,
    );
    assert.ok(tops.every((top, at) => at === 0 || top > tops[at - 1] - 12));
  });
});
