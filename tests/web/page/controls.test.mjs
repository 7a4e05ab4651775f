// The controls of the page that no other test turns, each by the click or key of a person.

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listModels } from '../../../web/src/models.js';
import { answerFor, drop, makeFile, networkIs, noPage, sample } from '../lib/page.mjs';
import { dropTiny, fact, networkNamed, noticeOn, startPages } from '../lib/pages.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

// A model of the list that cannot be checked, so that a small one can stand in its place.
const MODEL = (await listModels()).find(
  ({ addresses, bytes, sha256, sha256Prefix }) =>
    addresses.length && !bytes && !sha256 && !sha256Prefix,
);
assert.ok(MODEL, 'every model of the list has a checksum');

describe('the controls of the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    ({ page } = await pages.visit({ colorScheme: 'light' }));
    await dropTiny(page, 5);
  });
  after(() => pages?.close());

  /**
   * Answers the browser's own dialog.
   * @param {string} button
   * @param {string | string[]} files
   */
  const choose = async (button, files) => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click(button)]);
    await chooser.setFiles(files);
  };

  test('the folder button opens a folder as a gallery, and says what it left out', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'residua-folder-')), 'photos');
    mkdirSync(join(folder, 'inner'), { recursive: true });
    copyFileSync(sample('apple'), join(folder, 'one.jpg'));
    copyFileSync(sample('ball'), join(folder, 'inner', 'two.jpg'));
    for (const name of ['a', 'b']) writeFileSync(join(folder, `${name}.doc`), 'no picture');
    await choose('#pick-folder', folder);
    await page.waitForFunction(
      () => document.querySelectorAll('.card[data-state=done]').length === 2,
    );
    const names = await page.locator('.card-name').allTextContents();
    assert.deepEqual(names.toSorted(), ['photos/inner/two.jpg', 'photos/one.jpg']);
    assert.match(await noticeOn(page), /^Skipped 2 files that are not images/);
    await page.click('.gallery-clear');
  });

  test('a folder of one picture is counted in the singular', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'residua-folder-'));
    copyFileSync(sample('apple'), join(folder, 'one.jpg'));
    writeFileSync(join(folder, 'one.doc'), 'no picture');
    await choose('#pick-folder', folder);
    assert.match(await noticeOn(page, /^Skipped 1/), /^Skipped 1 file that is not an image/);
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    assert.equal(await page.locator('.gallery-count').textContent(), 'One photo');
    await page.click('.gallery-clear');
  });

  test('a folder that holds one picture and nothing else is a gallery, too [regression]', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'residua-folder-'));
    copyFileSync(sample('apple'), join(folder, 'only.jpg'));
    await choose('#pick-folder', folder);
    await page.waitForSelector('.card[data-state=done]');
    assert.equal(await page.locator('.card').count(), 1);
    await page.click('.gallery-clear');
  });

  test('the filter keeps the photos of a label', async () => {
    const photos = ['apple', 'ball', 'bus', 'ladybug', 'lemon', 'light'];
    await drop(page, photos.map(sample));
    await page.waitForFunction(
      (count) => document.querySelectorAll('.card[data-state=done]').length === count,
      photos.length,
    );
    const labels = await page.locator('.card-label').allTextContents();
    const [wanted] = labels;
    await page.locator('.gallery-filter').focus();
    await page.keyboard.type(wanted);
    const shown = page.locator('.card:not([hidden]) .card-label');
    assert.deepEqual(
      await shown.allTextContents(),
      labels.filter((label) => label === wanted),
    );
    await page.fill('.gallery-filter', 'no such label');
    assert.equal(await shown.count(), 0);
    await page.fill('.gallery-filter', '');
    assert.equal(await shown.count(), photos.length);
    await page.click('.gallery-clear');
  });

  test('the theme switch turns the page dark, for the next visit too', async () => {
    const paper = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    /** The colour that the browser gives its own bars: that of the first tag whose query holds. */
    const bar = () =>
      page.evaluate(() => {
        const tags = [...document.querySelectorAll('meta[name=theme-color]')];
        const probe = document.body.appendChild(document.createElement('i'));
        const held = /** @type {HTMLMetaElement[]} */ (tags).find(
          ({ media }) => matchMedia(media).matches,
        );
        probe.style.color = held?.content ?? '';
        const color = getComputedStyle(probe).color;
        probe.remove();
        return color;
      });
    const light = await paper();
    assert.equal(await bar(), light);
    assert.equal(await page.locator('#switch-theme').textContent(), 'Dark');
    await page.click('#switch-theme');
    const dark = await paper();
    const sum = (/** @type {string} */ color) =>
      (color.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((total, part) => total + Number(part), 0);
    assert.ok(sum(dark) < sum(light) / 4, `${light} became ${dark}`);
    assert.equal(await page.locator('#switch-theme').textContent(), 'Light');
    assert.equal(await bar(), dark);
    await page.reload();
    assert.equal(await paper(), dark);
    assert.equal(await bar(), dark);
    // Before any module has run: what is painted first is dark.
    await page.route('**/text/text.js', (route) => route.abort());
    await page.reload();
    assert.equal(await paper(), dark);
    // Nor does it load for ever.
    await page.locator('#model-chip', { hasText: 'This page could not be loaded.' }).waitFor();
    await page.unroute('**/text/text.js');
    await page.reload();
    await networkIs(page, 'missing');
    await page.focus('#switch-theme');
    await page.keyboard.press('Enter');
    assert.equal(await paper(), light);
    assert.equal(await page.locator('#switch-theme').textContent(), 'Dark');
  });

  test('a checkpoint is opened in the dialog of the browser', async () => {
    await choose('.model-pick', [
      makeFile('picked.safetensors', tinyCheckpoint({ classes: 3 })),
      makeFile('picked.txt', 'ant\nbee\ncat\n'),
    ]);
    await networkNamed(page, 'picked.safetensors');
    assert.equal(await fact(page, 'classes'), '3');
    assert.equal(await fact(page, 'labels'), 'known');
    await page.click('[data-sample=dog]');
    assert.match((await answerFor(page, 'dog.webp')).name, /^(ant|bee|cat)$/);
  });

  test('names of classes are given to a checkpoint that has none, from a file or ImageNet’s', async () => {
    await dropTiny(page, 4, 'nameless.safetensors');
    assert.match((await fact(page, 'labels')) ?? '', /numbered/);
    const offered = () => page.locator('.own-labels option').allTextContents();
    assert.deepEqual(await offered(), ['as they are', 'from a file…']);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.selectOption('.own-labels', 'file'),
    ]);
    await chooser.setFiles(makeFile('names.txt', 'dog\nemu\nfox\ngnu\n'));
    await page.waitForSelector('.own-labels option:has-text("names.txt")', { state: 'attached' });
    assert.equal(await page.inputValue('.own-labels'), 'chosen');
    await page.click('.own button');
    await page.waitForFunction(
      () => document.querySelector('[data-fact=labels]')?.textContent === 'known',
    );
    assert.match((await answerFor(page, 'dog.webp')).name, /^(dog|emu|fox|gnu)$/);
    await dropTiny(page, 1000, 'thousand.safetensors');
    assert.deepEqual(await offered(), ['ImageNet’s 1000 (assumed)', 'numbers', 'from a file…']);
    assert.match((await fact(page, 'labels')) ?? '', /ImageNet’s are assumed/);
    await page.locator('.bar-label >> nth=4', { hasNotText: /^class/ }).waitFor();
    for (const { label } of (await answerFor(page, 'dog.webp')).bars) {
      assert.doesNotMatch(label, /^class \d/);
    }
    await page.selectOption('.own-labels', 'numbers');
    await page.focus('.own button');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('[data-fact=labels]')?.textContent === 'known',
    );
    for (const { label } of (await answerFor(page, 'dog.webp')).bars) {
      assert.match(label, /^class \d/);
    }
    assert.deepEqual(await offered(), ['ImageNet’s 1000 (assumed)', 'numbers', 'from a file…']);
  });

  test('a dialog for names that is cancelled leaves the choice as it was, and opens again [regression]', async () => {
    const open = () =>
      Promise.all([page.waitForEvent('filechooser'), page.selectOption('.own-labels', 'file')]);
    await open();
    // Playwright holds the dialog back and cannot cancel it; a cancelled one tells the page nothing that it needs.
    assert.equal(await page.inputValue('.own-labels'), 'numbers');
    const [chooser] = await open();
    await chooser.setFiles(makeFile('thousand.txt', 'name\n'.repeat(1000)));
    await page.waitForSelector('.own-labels option:checked:has-text("thousand.txt")', {
      state: 'attached',
    });
    await open();
    assert.equal(await page.inputValue('.own-labels'), 'chosen');
    await page.selectOption('.own-labels', 'keep');
  });

  describe('of the list of networks', () => {
    const file = `**/weights/downloads/${MODEL.file}`;
    const row = () => page.locator('.model-list li', { hasText: MODEL.name }).first();
    /** Lets downloads come to their end. */
    let release = () => {};
    const released = new Promise((resolve) => (release = () => resolve(undefined)));

    before(async () => {
      await page.context().close();
      ({ page } = await pages.visit());
      await page.context().unroute('**/weights/downloads/**');
      await page
        .context()
        .route('**/weights/downloads/index.json', (route) =>
          route.fulfill({ json: { models: [MODEL.name] } }),
        );
      const body = Buffer.from(tinyCheckpoint({ classes: 1000 }));
      await page.context().route(file, async (route) => {
        await released;
        await route.fulfill({ body }).catch(() => {});
      });
      await page.reload();
      await networkIs(page, 'missing');
      await dropTiny(page, 5);
      await page.click('.model-list summary');
      await page.waitForSelector('.model-list li');
    });

    test('says what is in use, parameters and all, and how big each is', async () => {
      // Weights, biases, and the scales and shifts of batch normalisation, as PyTorch counts.
      assert.equal(await fact(page, 'parameters'), '177,037');
      assert.equal(await fact(page, 'input'), '224 × 224');
      const rows = await page.locator('.model-list li').allTextContents();
      const models = await listModels();
      assert.equal(rows.length, models.length);
      models.forEach(({ name, bytes, megabytes = 0 }, index) => {
        const size = (bytes ?? 1e6 * megabytes) / 1e6;
        const words = `${Number(size.toFixed(size < 10 ? 1 : 0))} MB`;
        assert.ok(!size || rows[index].includes(words), `${name}: ${rows[index]}`);
      });
    });

    test('a download is cancelled, and the network before stays, with all that it has answered', async () => {
      await drop(page, ['apple', 'ball'].map(sample));
      await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
      assert.match((await row().textContent()) ?? '', /on this site/);
      await row().locator('button').click();
      await page.waitForSelector('#model-chip[data-state=loading]');
      assert.equal(await page.locator('.model-progress').isVisible(), true);
      const states = await page.evaluate(() => {
        /** @type {HTMLElement} */ (document.querySelector('.model-cancel')).click();
        const cards = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.card'));
        return [...cards].map(({ dataset }) => dataset.state);
      });
      assert.deepEqual(states, ['done', 'done']);
      await page.click('.gallery-clear');
      assert.equal(await page.locator('#model-chip').textContent(), 'tiny.safetensors is ready');
      assert.equal(await page.locator('.model-loading').isVisible(), false);
      release();
      await page.waitForTimeout(300);
      assert.equal(await fact(page, 'name'), 'tiny.safetensors');
    });

    test('a network of the list is used, and its link names it', async () => {
      await row().locator('button').click();
      await networkNamed(page, MODEL.name);
      assert.equal(await row().locator('button').textContent(), 'In use');
      assert.equal(await row().locator('button').isDisabled(), true);
      assert.equal(new URL(page.url()).searchParams.get('model'), MODEL.name);
      await page.click('[data-sample=baseball]');
      assert.equal((await answerFor(page, 'baseball.webp')).bars.length, 5);
    });
  });
});
