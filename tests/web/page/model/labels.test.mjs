// Networks whose files do not name their classes, or come with names that do not fit.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { answerFor, drop, makeFile, noPage, readAnswer, sample, speak } from '../../lib/page.mjs';
import { fact, noticeOn, startPages, visitAnswered } from '../../lib/pages.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';

const IMAGENET = readFileSync(
  new URL('../../../../weights/imagenet-labels.txt', import.meta.url),
  'utf8',
).split('\n');

describe('names of classes', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    page = await visitAnswered(pages, 'dog');
  });
  after(() => pages?.close());

  test('numbers are said in the language of the page', async () => {
    assert.match((await readAnswer(page)).bars[0].label, /^class \d$/);
    await speak(page, 'ko');
    assert.match((await readAnswer(page)).bars[0].label, /^클래스 \d$/);
    await drop(page, ['apple', 'ball'].map(sample));
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    await page.fill('.gallery-filter', '클래스');
    assert.equal(await page.locator('.card:not([hidden])').count(), 2);
    await page.click('.gallery-clear');
    await speak(page, 'en');
  });

  test('are ImageNet’s where there are 1000 classes without names, and the page says so', async () => {
    await page.click('#nameless button');
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'own-labels');
    const thousand = makeFile('thousand.safetensors', tinyCheckpoint({ classes: 1000 }));
    await drop(page, [thousand]);
    await page.locator('#nameless', { hasText: 'ImageNet’s names are assumed' }).waitFor();
    await page.locator('.bar-label >> nth=0', { hasNotText: /^class/ }).waitFor();
    const { bars } = await answerFor(page, 'dog.webp');
    for (const [rank, { label }] of bars.entries()) {
      const index = Number(await page.getAttribute(`#bars .bar >> nth=${rank}`, 'data-index'));
      assert.equal(label, IMAGENET[index]);
    }
    await page.click('#nameless button');
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'own-labels');
    await speak(page, 'ko');
    // ImageNet's names are there in Korean, which takes a moment.
    await page.waitForSelector('#bars .bar-label:not([lang]) >> nth=0');
    assert.match((await readAnswer(page)).bars[0].label, /[가-힣]/);
    await speak(page, 'en');
  });

  test('a list of another length is said to be at fault, and not the network [regression]', async () => {
    await drop(page, [
      makeFile('nine.safetensors', tinyCheckpoint({ classes: 9 })),
      makeFile('labels.txt', 'one\ntwo\nthree\n'),
    ]);
    await noticeOn(page, /^The class names or settings do not fit “nine\.safetensors”/);
    assert.equal(await fact(page, 'classes'), '1,000');
  });
});
