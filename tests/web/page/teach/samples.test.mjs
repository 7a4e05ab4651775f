// What comes into the classes by folders and by files of samples, and the evidence for what was taught.

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkAccess } from '../../lib/access.mjs';
import { SCREENSHOTS, drop, makeFile, sample, speak } from '../../lib/page.mjs';
import { networkNamed, noticeOn } from '../../lib/pages.mjs';
import { pageSample } from '../../lib/samples.mjs';
import {
  card,
  dropOn,
  hasPhotos,
  learnt,
  noTeach,
  openTeach,
  startTeachPages,
} from '../../lib/teach-page.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** A folder with a sub-folder of samples for each class. @param {Record<string, string[]>} classes */
function folderOf(classes) {
  const folder = mkdtempSync(join(tmpdir(), 'residua-classes-'));
  for (const [name, samples] of Object.entries(classes)) {
    mkdirSync(join(folder, name));
    for (const one of samples) copyFileSync(sample(one), join(folder, name, `${one}.jpg`));
  }
  return folder;
}

/** @param {Page} page */
const namesOn = (page) =>
  page
    .locator('.teach-name')
    .evaluateAll((fields) => fields.map((field) => /** @type {HTMLInputElement} */ (field).value));

/** @param {Page} page @returns {Promise<string>} the path of a copy of what "Save samples" gives */
async function savedSamples(page) {
  if (!(await page.locator('.teach-samples-save').isVisible()))
    await page.click('.teach-samples summary');
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.click('.teach-samples-save'),
  ]);
  assert.equal(saved.suggestedFilename(), 'my-samples.safetensors');
  return makeFile(saved.suggestedFilename(), readFileSync(await saved.path()));
}

describe('samples of the section Teach', { skip: noTeach }, () => {
  /** @type {Awaited<ReturnType<typeof startTeachPages>>} */
  let pages;
  before(async () => {
    pages = await startTeachPages();
  });
  after(() => pages?.close());

  test('a dropped folder with sub-folders makes a class of each', async () => {
    const page = await pages.visitReady();
    await openTeach(page);
    const head = page.locator('#teach-collect');
    await head.scrollIntoViewIfNeeded();
    const { x, y } = /** @type {{ x: number, y: number }} */ (await head.boundingBox());
    const at = { x: x + 5, y: y + 5 };
    await drop(
      page,
      [folderOf({ fruit: ['lemon', 'orange', 'apple'], street: ['bus', 'light'] })],
      {
        at,
      },
    );
    await learnt(page, 5, 2);
    assert.deepEqual((await namesOn(page)).slice(0, 2).toSorted(), ['fruit', 'street']);
    // More of one class, and another class, by a second folder.
    await drop(page, [folderOf({ fruit: ['mushroom'], toys: ['ball'] })], { at });
    await learnt(page, 7, 3);
    const names = await namesOn(page);
    assert.deepEqual(names.slice(0, 3).toSorted(), ['fruit', 'street', 'toys']);
    await hasPhotos(page, names.indexOf('fruit'), 4);
    await page.context().close();
  });

  test('a file of samples goes on elsewhere, and merges with what is there', async () => {
    const page = await pages.visitReady();
    await openTeach(page);
    await card(page, 0).locator('.teach-name').fill('Fruit');
    await dropOn(page, 0, ['lemon', 'orange', 'apple'].map(sample));
    await card(page, 1).locator('.teach-name').fill('Street');
    await dropOn(page, 1, ['bus', 'light'].map(sample));
    // The class of counter-examples is one in every language.
    await dropOn(page, 2, [sample('mushroom')]);
    await learnt(page, 6, 3);
    const file = await savedSamples(page);
    assert.ok(readFileSync(file).length < 60_000);
    await page.context().close();

    const other = await pages.visitReady();
    await openTeach(other);
    await speak(other, 'ko');
    await card(other, 0).locator('.teach-name').fill('Fruit');
    await dropOn(other, 0, [sample('lemon')]);
    const head = other.locator('#teach-collect');
    await head.scrollIntoViewIfNeeded();
    const { x, y } = /** @type {{ x: number, y: number }} */ (await head.boundingBox());
    await drop(other, [file], { at: { x: x + 5, y: y + 5 } });
    // One of the six photos is here already.
    await noticeOn(other, /샘플 5개를 추가했습니다/);
    await other.screenshot({ path: `${SCREENSHOTS}teach-samples-korean.png`, fullPage: true });
    await speak(other, 'en');
    await learnt(other, 6, 3);
    await hasPhotos(other, 0, 3);
    await hasPhotos(other, 1, 2);
    await hasPhotos(other, 2, 1);
    assert.equal(await card(other, 2).getAttribute('aria-label'), 'Something else');
    assert.equal(
      await card(other, 1).locator('img').first().getAttribute('alt'),
      'Sample 2 of Street, without a photo',
    );
    await checkAccess(other);
    await other.setInputFiles('.teach-try-input', sample('bus'));
    await other.locator('.teach-try-name', { hasText: 'Street' }).waitFor();
    // Once more adds nothing, by the button this time.
    await other.click('.teach-samples summary');
    await other.setInputFiles('.teach-samples-input', file);
    await noticeOn(other, /all here already/);
    await hasPhotos(other, 0, 3);

    // Another network cannot look at them: they wait.
    const { tinyCheckpoint } = await import('../../lib/tiny-checkpoint.mjs');
    const tiny = makeFile('other.safetensors', tinyCheckpoint({ classes: 3 }));
    await drop(other, [tiny], { at: { x: x + 5, y: y + 5 } });
    await networkNamed(other, 'other.safetensors');
    await other.locator('.teach-unused', { hasText: /^5 samples without a photo/ }).waitFor();
    await other.setInputFiles('.teach-samples-input', file);
    await noticeOn(other, /were made with another network/);
    await other.setInputFiles('.teach-samples-input', makeFile('no.safetensors', 'no samples'));
    await noticeOn(other, /“no\.safetensors” is not a file of samples/);
    await other.context().close();
  });

  test('a file of samples opens the section, wherever it is dropped', async () => {
    const page = await pages.visitReady();
    await openTeach(page);
    await dropOn(page, 0, ['lemon', 'orange'].map(sample));
    // The browser reads what the module does not.
    await dropOn(page, 1, [pageSample('cup')]);
    await learnt(page, 3, 2);
    const file = await savedSamples(page);
    await page.context().close();

    const other = await pages.visitReady();
    await drop(other, [file]);
    await learnt(other, 3, 2);
    await noticeOn(other, /^3 samples added/);
    // A network is a network, whatever it is called.
    const { tinyCheckpoint } = await import('../../lib/tiny-checkpoint.mjs');
    await other.evaluate(() => scrollTo(0, 0));
    await drop(other, [makeFile('samples-net.safetensors', tinyCheckpoint({ classes: 3 }))]);
    await networkNamed(other, 'samples-net.safetensors');
    await other.context().close();
  });

  test('the photo that is tried shows what speaks for a class', async () => {
    const page = await pages.visitReady();
    await openTeach(page);
    await page.click('.teach-example');
    await page.locator('.teach-try-name', { hasText: 'Animals' }).waitFor();
    const canvas = page.locator('.teach-try-stage canvas');
    assert.equal(await canvas.isVisible(), false);
    await page.selectOption('.teach-evidence select', 'Animals');
    await page.locator('.teach-evidence p', { hasText: 'speaks for “Animals”' }).waitFor();
    /** How red it is: the most, the least, and row by row, from 0 to 255. */
    const heat = () =>
      canvas.evaluate((element) => {
        const one = /** @type {HTMLCanvasElement} */ (element);
        const { width, height } = one;
        const { data } = /** @type {CanvasRenderingContext2D} */ (
          one.getContext('2d')
        ).getImageData(0, 0, width, height);
        const rows = Array.from({ length: height }, (_, y) => {
          let sum = 0;
          for (let x = 0; x < width; x++) sum += data[4 * (y * width + x) + 3];
          return sum / width;
        });
        const alpha = data.filter((_, i) => i % 4 === 3);
        const most = alpha.reduce((a, b) => Math.max(a, b));
        const least = alpha.reduce((a, b) => Math.min(a, b));
        return { most, least, rows };
      });
    const animals = await heat();
    // 200 of 255 where it speaks for the class most, nothing where it speaks against it.
    assert.ok(animals.most > 150);
    assert.equal(animals.least, 0);
    // It lies over the photo: as wide and high.
    const [over, photo] = [canvas, page.locator('.teach-try-stage img')].map((one) =>
      one.boundingBox(),
    );
    assert.deepEqual(await over, await photo);
    await page.screenshot({ path: `${SCREENSHOTS}teach-evidence.png`, fullPage: true });
    await page.selectOption('.teach-evidence select', 'Things');
    await page.locator('.teach-evidence p', { hasText: 'speaks for “Things”' }).waitFor();
    assert.notDeepEqual(await heat(), animals);
    await checkAccess(page);
    // It follows the next photo, and goes when it is not wanted.
    await page.setInputFiles('.teach-try-input', pageSample('cup'));
    await page.locator('.teach-try-name', { hasText: 'Things' }).waitFor();
    await canvas.waitFor();
    await page.selectOption('.teach-evidence select', '');
    await canvas.waitFor({ state: 'hidden' });
    await page.context().close();
  });
});
