// What the laboratory says of the built-in network, whose blocks are wider inside than outside.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noBuiltin } from '../../lib/builtin.mjs';
import { SCREENSHOTS, answerFor, drop, noPage, sample } from '../../lib/page.mjs';
import { startPages } from '../../lib/pages.mjs';

const BLOCKS = 17;

describe('the laboratory of the built-in network', { skip: noPage || noBuiltin }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    page = await pages.open();
    await page.click('[data-sample=dog]');
    await answerFor(page, 'dog.webp');
    await page.click('#open-inside');
    await page.waitForSelector('.lab-chapter[data-name=stem]');
  });
  after(() => pages?.close());

  /** @param {string} chapter */
  const open = async (chapter) => {
    await page.click(`[data-chapter=${chapter}]`);
    await page.waitForSelector(`.lab-chapter[data-name=${chapter}]`);
  };

  test('the chapter of a block opens on one whose shortcut carries x unchanged', async () => {
    await open('block');
    const text = (await page.locator('.lab-chapter').textContent()) ?? '';
    assert.match(text, /This shortcut is an identity/);
    // One that was chosen stays.
    await page.click(".map [data-part='stage7.block1']");
    await page.locator('.lab-chapter', { hasText: 'This shortcut is a projection' }).waitFor();
    await open('skips');
    await open('block');
    await page.locator('.lab-chapter', { hasText: 'This shortcut is a projection' }).waitFor();
  });

  test('its block is drawn as it is, and not as the usual bottleneck', async () => {
    const drawn = page.locator('.lab-chain.is-real');
    assert.equal(await drawn.count(), 1);
    const layers = await drawn.locator('.chain-box + text, text').allTextContents();
    assert.deepEqual(layers.slice(0, 3), ['1×1, 960', '3×3 dw, 960', '1×1, 320']);
    await page.screenshot({ path: `${SCREENSHOTS}inside-own-block.png`, fullPage: true });
  });

  test('[regression] the bars of the lesion curve come back after a switch', async () => {
    await open('skips');
    await page.click('.lab-skip-guess');
    const bars = page.locator('.lab-lesions rect');
    await page.waitForSelector('.lab-curve[data-done]');
    assert.equal(await bars.count(), BLOCKS);
    await page.click("[data-cut='stage4.block3.branch']");
    await page.waitForFunction(() => document.querySelector('.inside-said')?.textContent);
    await page.waitForSelector('.lab-curve[data-done]');
    assert.equal(await bars.count(), BLOCKS);
  });

  test('[regression] without sample photos the body orders its channels by strength', async () => {
    const other = await pages.open();
    await other.route('**/dist/samples/**', (route) => route.fulfill({ status: 404 }));
    await drop(other, [sample('orange')]);
    await answerFor(other, 'orange.jpg');
    await other.click('#open-inside');
    await other.waitForSelector('.lab-chapter[data-name=stem]');
    await other.click('[data-chapter=body]');
    await other.locator('.lab-note', { hasText: 'The strongest channels come first' }).waitFor();
    assert.match(
      (await other.locator('.maps-caption').textContent()) ?? '',
      /^Channel \d+ of 320: [\d.]+ on average here$/,
    );
    await other.close();
  });

  test('the head says how many channels it averages', async () => {
    await open('head');
    const facts = (await page.locator('.map-facts').textContent()) ?? '';
    assert.match(facts, /1\s×\s1\s×\s1,280/u);
  });
});
