// The strongest places of a channel in the photos of the gallery.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createClassifier } from '../../../../web/src/node.js';
import { noBuiltin } from '../../lib/builtin.mjs';
import { SCREENSHOTS, drop, noPage, pageSample } from '../../lib/page.mjs';
import { startPages } from '../../lib/pages.mjs';

const NAMES = ['dog', 'macaw', 'goldfish', 'baseball', 'koala', 'pan', 'cup', 'red-panda'];
const BLOCK = 'stage4.block2';
const CHANNEL = 7;

describe('the strongest patches of a channel', { skip: noPage || noBuiltin }, () => {
  test('are found in the gallery, as the network in Node orders them', async () => {
    const classifier = await createClassifier({ threads: 1 });
    /** @type {{ name: string, most: number }[]} */
    const expected = [];
    for (const name of NAMES) {
      const { features } = await classifier.features(pageSample(name), { names: [BLOCK] });
      const { channels, data } = features[BLOCK];
      let most = -Infinity;
      for (let at = CHANNEL; at < data.length; at += channels) most = Math.max(most, data[at]);
      expected.push({ name: `${name}.webp`, most });
    }
    classifier.close();
    expected.sort((a, b) => b.most - a.most);

    const pages = await startPages();
    try {
      const page = await pages.open();
      await drop(page, NAMES.map(pageSample));
      await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
      await page.click('.card button');
      await page.waitForSelector('#copy:enabled');
      await page.click('#open-inside');
      await page.waitForSelector('.lab-chapter[data-name=stem]');
      await page.click('[data-chapter=body]');
      await page.click(`.map [data-part='${BLOCK}']`);
      await page.locator('.maps-choose input').fill(String(CHANNEL + 1));
      await page.keyboard.press('Tab');
      await page.locator('.maps-caption', { hasText: `Channel ${CHANNEL + 1} of` }).waitFor();
      const search = page.locator('.lab-patches-search');
      assert.equal(await search.textContent(), `Search ${NAMES.length} photos`);
      await search.click();
      await page.waitForSelector('.lab-patches figure');
      const shown = await page.locator('.lab-patches figcaption').allTextContents();
      assert.deepEqual(
        shown.map((text) => text.split(':')[0]),
        expected.slice(0, 6).map(({ name }) => name),
      );
      await page.waitForFunction(() =>
        [...document.querySelectorAll('.lab-patches canvas')].every((canvas) => {
          const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
          const context = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d');
          const { data } = /** @type {CanvasRenderingContext2D} */ (context).getImageData(
            0,
            0,
            width,
            height,
          );
          return new Set(new Uint32Array(data.buffer)).size > 1;
        }),
      );
      await page.screenshot({ path: `${SCREENSHOTS}inside-patches.png`, fullPage: true });
      // Another channel of the same block needs no search.
      await page.click('.maps-grid button >> nth=3');
      await page.waitForSelector('.maps-grid button:nth-child(4)[aria-pressed=true]');
      assert.equal(await page.locator('.lab-patches-search').count(), 0);
      assert.equal(await page.locator('.lab-patches figure').count(), 6);
    } finally {
      await pages.close();
    }
  });
});
