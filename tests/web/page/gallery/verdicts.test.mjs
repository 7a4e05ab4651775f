// Photos in folders that are named as classes or groups of the network: each card says whether the answer is right.

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { noBuiltin } from '../../lib/builtin.mjs';
import { SCREENSHOTS, drop, noPage, pageSample, speak } from '../../lib/page.mjs';
import { startPages } from '../../lib/pages.mjs';

/** By folder, photos that the network answers rightly. */
const FOLDERS = {
  dog: ['dog'], // a group
  German_Shepherd: ['dog'], // a class
  macaw: ['macaw', 'koala'], // of which one is none
  'holiday photos': ['cup'], // no name of the network
};

describe('verdicts by folder', { skip: noPage || noBuiltin }, () => {
  test('are on the cards, in the count and in the filter', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'residua-verdicts-'));
    for (const [name, photos] of Object.entries(FOLDERS)) {
      mkdirSync(join(folder, name));
      for (const photo of photos)
        copyFileSync(pageSample(photo), join(folder, name, `${photo}.webp`));
    }
    const pages = await startPages();
    try {
      const page = await pages.open();
      await drop(page, [folder]);
      await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
      const verdicts = await page.evaluate(() =>
        Object.fromEntries(
          [...document.querySelectorAll('.card')].map((card) => [
            card.querySelector('.card-name')?.textContent?.split('/').slice(1).join('/'),
            card.querySelector('.card-verdict')?.getAttribute('aria-label') ?? '',
          ]),
        ),
      );
      assert.deepEqual(verdicts, {
        'dog/dog.webp': 'right by its folder',
        'German_Shepherd/dog.webp': 'right by its folder',
        'macaw/macaw.webp': 'right by its folder',
        'macaw/koala.webp': 'wrong by its folder',
        'holiday photos/cup.webp': '',
      });
      assert.equal(
        await page.locator('.gallery-count').textContent(),
        '5 photos · 3 of 4 right by their folders',
      );
      await page.screenshot({ path: `${SCREENSHOTS}gallery-verdicts.png`, fullPage: true });
      await page.fill('.gallery-filter', 'wrong by');
      assert.equal(await page.locator('.card:not([hidden])').count(), 1);
      await page.fill('.gallery-filter', '');
      await speak(page, 'ko');
      assert.equal(
        await page.locator('.card-verdict[data-verdict=wrong]').getAttribute('aria-label'),
        '폴더 이름과 불일치',
      );
    } finally {
      await pages.close();
      rmSync(folder, { recursive: true });
    }
  });
});
