// The view of the inside, driven as a person would.

import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { partsOf } from '../../web/page/inside/parts.js';
import { plane, strengths, strongest } from '../../web/page/inside/tensor.js';
import { noBuiltin } from './lib/builtin.mjs';
import { SCREENSHOTS, answerFor, drop, networkIs, noPage, sample } from './lib/page.mjs';
import { startPages } from './lib/pages.mjs';
import { SHARED, noShared } from './lib/shared-data.mjs';

/**
 * Networks to look into. Sizes by hand: the stem makes a quarter of the input's side, every stage after the first a half
 * of the one before.
 */
const NETWORKS = {
  'the built-in network': {
    skip: noBuiltin,
    name: 'builtin',
    files: [],
    photo: sample('orange'),
    sizes: [
      '64 × 64 × 3',
      '16 × 16 × 64',
      '16 × 16 × 64',
      '8 × 8 × 128',
      '4 × 4 × 256',
      '2 × 2 × 512',
      '1 × 1 × 512',
    ],
    blocks: 1,
    without: /^Skip connections off\./,
  },
  'a resnet18': {
    skip: noShared,
    name: 'resnet18',
    files: [
      `${SHARED}/weights/resnet18-imagenet-pqf.safetensors`,
      `${SHARED}/weights/imagenet-labels.txt`,
    ],
    photo: `${SHARED}/images/dog.jpg`,
    sizes: [
      '224 × 224 × 3',
      '56 × 56 × 64',
      '56 × 56 × 64',
      '28 × 28 × 128',
      '14 × 14 × 256',
      '7 × 7 × 512',
      '1 × 1 × 512',
    ],
    blocks: 2,
    without: /instead of “Samoyed”/,
  },
};

test('a plane is one channel of values that lie place by place', () => {
  // Two channels at 1 x 3 places: 1 and 10, 2 and -20, 3 and 30.
  const feature = { height: 1, width: 3, channels: 2, data: Float32Array.of(1, 10, 2, -20, 3, 30) };
  assert.deepEqual([...plane(feature, 0)], [1, 2, 3]);
  assert.deepEqual([...plane(feature, 1)], [10, -20, 30]);
  assert.deepEqual([...strengths(feature)], [2, 20]);
  assert.deepEqual(strongest(feature, 5), [1, 0]);
});

test('parts, their blocks and their times are read from the names of the steps', () => {
  const steps = [
    ['stem.conv', 3],
    ['stem', 1],
    ['stage1.block1.first', 2],
    ['stage1.block1', 1],
    ['stage1.block2.first', 2],
    ['stage2.block1.projection', 4],
    ['pooled', 0.5],
    ['head.linear', 0.25],
  ].map(([name, ms]) => ({ name: String(name), ms: Number(ms) }));
  assert.deepEqual(partsOf(steps), [
    { name: 'stem', value: 'stem', ms: 4, blocks: [] },
    { name: 'stage1', value: 'stage1', ms: 5, blocks: ['stage1.block1', 'stage1.block2'] },
    { name: 'stage2', value: 'stage2', ms: 4, blocks: ['stage2.block1'] },
    { name: 'head', value: 'pooled', ms: 0.75, blocks: [] },
  ]);
});

test('a step without a name belongs to the part of the next one [regression]', () => {
  const steps = [
    ['stem', 1],
    ['stage1.block1', 2],
    ['', 0.5],
    ['stage2.block1.projection', 4],
    ['pooled', 1],
  ].map(([name, ms]) => ({ name: String(name), ms: Number(ms) }));
  assert.deepEqual(
    partsOf(steps).map(({ name, ms }) => [name, ms]),
    [
      ['stem', 1],
      ['stage1', 2],
      ['stage2', 4.5],
      ['head', 1],
    ],
  );
});

for (const [what, network] of Object.entries(NETWORKS)) {
  describe(`the inside of ${what}`, { skip: noPage || network.skip }, () => inside(network));
}

/** @param {typeof NETWORKS[keyof typeof NETWORKS]} network */
function inside({ name, files, photo, sizes, blocks, without }) {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    const viewport = { width: 1280, height: 1000 };
    if (files.length) {
      ({ page } = await pages.visit({ viewport }));
      await drop(page, files);
    } else {
      page = await pages.open({ viewport });
    }
    await networkIs(page, 'ready');
    await drop(page, [photo]);
    await answerFor(page, basename(photo));
    await page.click('#open-inside');
    await page.waitForSelector('.map button');
  });
  after(() => pages?.close());

  /** The pixels of a canvas, summed up: 0 for one that is black or empty. @param {string} selector */
  const light = (selector) =>
    page.evaluate((wanted) => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(wanted));
      const { data } = /** @type {CanvasRenderingContext2D} */ (
        canvas.getContext('2d')
      ).getImageData(0, 0, canvas.width, canvas.height);
      return { width: canvas.width, height: canvas.height, sum: data.reduce((a, b) => a + b, 0) };
    }, selector);

  test('draws stem, four stages and head at their real sizes, with milliseconds', async () => {
    assert.deepEqual(await page.locator('.map-size').allTextContents(), sizes);
    const times = (await page.locator('.map-ms').allTextContents()).slice(1).map(parseFloat);
    assert.ok(
      times.every((ms) => ms > 0),
      times.join(),
    );
  });

  test('shows the photo as coarse as the network gets it', async () => {
    await page.click('[data-part=photo]');
    await page.waitForSelector('[data-part=photo][aria-pressed=true]');
    const { width, height, sum } = await light('.maps-large');
    assert.equal(`${height} × ${width} × 3`, sizes[0]);
    // Alpha alone would be 255 a pixel.
    assert.ok(sum > 300 * width * height, `${sum}`);
  });

  test('says how many places a part has [regression]', async () => {
    const about = async (/** @type {string} */ part) => {
      await page.click(`[data-part=${part}]`);
      return page.locator('.inside-about').textContent();
    };
    const places = (/** @type {number} */ part) =>
      sizes[part].split(' × ').slice(0, 2).join('\u00a0×\u00a0');
    assert.ok((await about('stem'))?.includes(`, ${places(1)} places:`));
    const stage4 = `Stage 4 is only ${places(5)} places, with 512 channels`;
    assert.ok((await about('stage4'))?.startsWith(stage4));
  });

  test('shows the feature maps of a part, the strongest channel or the one that is asked for', async () => {
    await page.click('[data-part=stage2]');
    await page.waitForSelector('[data-part=stage2][aria-pressed=true]');
    assert.equal(await page.locator('.maps-grid button').count(), 12);
    const { width, height, sum } = await light('.maps-large');
    assert.deepEqual(`${height} × ${width} × 128`, sizes[3]);
    await page.fill('.maps-choose input', '7');
    await page.press('.maps-choose input', 'Enter');
    await page.waitForFunction(() =>
      document.querySelector('.maps-caption')?.textContent?.startsWith('Channel 7 of 128'),
    );
    assert.notEqual((await light('.maps-large')).sum, sum);
    const focus = await page.evaluate(() => document.activeElement?.matches('.maps-choose input'));
    assert.ok(focus, 'the focus stays where it was');
    await page.screenshot({ path: `${SCREENSHOTS}inside-${name}-stage2.png` });
  });

  test('shows what a block’s shortcut carries, what the block adds, and the sum', async () => {
    await page.waitForSelector('.block-row');
    assert.equal(await page.locator('.block-choice button').count(), blocks);
    const values = await page
      .locator('.block-row figure')
      .evaluateAll((figures) =>
        figures.map((figure) => /** @type {HTMLElement} */ (figure).dataset.value),
      );
    assert.deepEqual(values, ['shortcut', 'branch', 'sum']);
    const pictures = [];
    for (const value of values) pictures.push((await light(`[data-value=${value}] canvas`)).sum);
    assert.equal(new Set(pictures).size, 3);
    // Of the channel that is shown above: here the seventh, which was asked for; else the stage's strongest.
    assert.equal(await page.getAttribute('.block-row', 'data-channel'), '6');
    await page.click('[data-part=stage4]');
    await page.waitForSelector('[data-part=stage4][aria-pressed=true]');
    const chosen = await page.getAttribute('.maps-grid [aria-pressed=true]', 'data-channel');
    await page.waitForSelector(`.block-row[data-channel="${chosen}"]`);
  });

  test('shows where the photo speaks for a label, and for another one elsewhere', async () => {
    await page.click('[data-part=head]');
    await page.waitForSelector('.cam-veil');
    const first = await light('.cam-veil');
    assert.equal(await page.locator('.cam-labels input').count(), 5);
    await page.locator('.cam-labels input').nth(4).check();
    await page.waitForFunction(
      () =>
        document.querySelectorAll('.cam-labels input').length === 5 &&
        /** @type {HTMLInputElement} */ (document.querySelectorAll('.cam-labels input')[4]).checked,
    );
    await page.waitForTimeout(500);
    assert.notEqual((await light('.cam-veil')).sum, first.sum);
    await page.locator('.cam-strength input').focus();
    for (let press = 0; press < 8; press++) await page.keyboard.press('ArrowLeft');
    const opacity = await page
      .locator('.cam-veil')
      .evaluate((veil) => getComputedStyle(veil).opacity);
    assert.equal(Number(opacity), 0.4);
    await page.screenshot({ path: `${SCREENSHOTS}inside-${name}-head.png` });
  });

  test('without skip connections the network makes something else, and says what', async () => {
    await page.click('[data-part=stage2]');
    await page.waitForSelector('.maps-large');
    const { sum } = await light('.maps-large');
    assert.ok((await page.locator('.map-arcs').count()) > 0);
    await page.click('.inside-without');
    await page.waitForFunction(() =>
      document.querySelector('.inside-said')?.textContent?.startsWith('Skip connections off'),
    );
    assert.match((await page.locator('.inside-said').textContent()) ?? '', without);
    assert.notEqual((await light('.maps-large')).sum, sum);
    assert.equal(await page.locator('.map-arcs').count(), 0);
    assert.equal(await page.locator('.block-row').count(), 0);
    await page.screenshot({ path: `${SCREENSHOTS}inside-${name}-without.png` });
    await page.click('#switch-language');
    await page.waitForFunction(() =>
      document.querySelector('.inside-said')?.textContent?.startsWith('스킵 연결을 모두'),
    );
    await page.click('#switch-language');
    await page.click('.inside-close');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'open-inside');
  });
}
