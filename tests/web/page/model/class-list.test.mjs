// What the network can name, searched on the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { checkAccess } from '../../lib/access.mjs';
import { SCREENSHOTS, drop, makeFile, noPage, speak } from '../../lib/page.mjs';
import { dropTiny, networkNamed, startPages } from '../../lib/pages.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';

/** @param {string} file */
const read = (file) =>
  readFileSync(new URL(`../../../../weights/${file}`, import.meta.url), 'utf8');
const LABELS = read('imagenet-labels.txt').trimEnd().split('\n');
/** @type {Record<string, (number | [number, number])[]>} */
const GROUPS = JSON.parse(read('imagenet-groups.json'));

describe('what the network can name', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    ({ page } = await pages.visit({ bypassCSP: true }));
    const config = JSON.stringify({ labels: LABELS });
    await drop(page, [
      makeFile('thousand.safetensors', tinyCheckpoint({ classes: 1000 })),
      makeFile('config.json', config),
    ]);
    await networkNamed(page, 'thousand.safetensors');
  });
  after(() => pages?.close());

  test('is listed by everyday group, the largest first', async () => {
    const summary = page.locator('.model-classes summary');
    assert.equal(await summary.textContent(), 'All 1,000 classes');
    await summary.click();
    await page.locator('.class-groups dt >> nth=0').waitFor();
    assert.equal(await page.locator('.class-groups dt').count(), Object.keys(GROUPS).length);
    const sizeOf = (/** @type {(number | [number, number])[]} */ entries) =>
      entries.reduce((sum, one) => sum + (typeof one === 'number' ? 1 : one[1] - one[0] + 1), 0);
    const [largest] = Object.entries(GROUPS).toSorted(([, a], [, b]) => sizeOf(b) - sizeOf(a));
    assert.equal(
      await page.locator('.class-groups dt >> nth=0').textContent(),
      `${largest[0]} (${sizeOf(largest[1])})`,
    );
  });

  test('is searched by the name of a class or of a group', async () => {
    await page.fill('.class-search', 'samoyed');
    assert.equal(await page.locator('.class-groups dd').textContent(), 'Samoyed');
    assert.equal(await page.locator('.class-count').textContent(), '1 of 1,000 classes');
    await page.fill('.class-search', 'dog');
    const dogs = (await page.locator('.class-groups dd >> nth=0').textContent()) ?? '';
    assert.ok(dogs.includes('Samoyed') && dogs.split(', ').length > 100, dogs);
    await page.fill('.class-search', 'no such thing');
    assert.equal(await page.locator('.class-count').textContent(), '0 of 1,000 classes');
  });

  test('is Korean on the Korean page, with nothing that axe finds serious', async () => {
    await speak(page, 'ko');
    await page.fill('.class-search', '사모예드');
    await page.locator('.class-groups dd', { hasText: '사모예드' }).waitFor();
    await page.fill('.class-search', '');
    await page.screenshot({ path: `${SCREENSHOTS}classes-ko.png`, fullPage: true });
    await checkAccess(page);
    await speak(page, 'en');
  });

  test('is that of the next network when there is one', async () => {
    await dropTiny(page, 3, 'three.safetensors');
    const summary = page.locator('.model-classes summary');
    await summary.filter({ hasText: '3 classes' }).waitFor();
    await page.locator('.class-groups dd', { hasText: 'class 0, class 1, class 2' }).waitFor();
  });
});
