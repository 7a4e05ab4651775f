// The laboratory, driven by pointer and keys.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noBuiltin } from '../../lib/builtin.mjs';
import { ROOT } from '../../lib/command.mjs';
import { SCREENSHOTS, answerFor, drop, networkIs, noPage, sample, speak } from '../../lib/page.mjs';
import { startPages } from '../../lib/pages.mjs';
import { SHARED, noShared } from '../../lib/shared-data.mjs';

/** Networks to look into. */
const NETWORKS = {
  'the built-in network': {
    skip: noBuiltin,
    name: 'builtin',
    files: /** @type {string[]} */ ([]),
    photo: sample('orange'),
  },
  'a resnet18': {
    skip: noShared,
    name: 'resnet18',
    files: [
      `${SHARED}/weights/resnet18-imagenet-pqf.safetensors`,
      `${SHARED}/weights/imagenet-labels.txt`,
    ],
    photo: `${SHARED}/images/dog.jpg`,
  },
};

const SIZES = { desktop: { width: 1280, height: 1000 }, phone: { width: 390, height: 844 } };

for (const [what, network] of Object.entries(NETWORKS)) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    describe(`the inside of ${what} on a ${size}`, { skip: noPage || network.skip }, () =>
      inside(network, size, viewport),
    );
  }
}

/**
 * @param {typeof NETWORKS[keyof typeof NETWORKS]} network
 * @param {string} size
 * @param {{ width: number, height: number }} viewport
 */
function inside({ name, files, photo }, size, viewport) {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages();
    if (files.length) {
      ({ page } = await pages.visit({ viewport }));
      await drop(page, files);
    } else {
      page = await pages.open({ viewport });
    }
    await networkIs(page, 'ready');
    await drop(page, [photo]);
    await answerFor(page, basename(photo));
    await page.evaluate(() => {
      const tasks = /** @type {number[]} */ ([]);
      new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map(({ duration }) => duration)),
      ).observe({ type: 'longtask' });
      Object.assign(globalThis, { tasks });
    });
    await page.click('#open-inside');
    await page.waitForSelector('.lab-chapter[data-name=stem]', { timeout: 60_000 });
  });
  after(() => pages?.close());

  /** @param {string} chapter */
  const open = async (chapter) => {
    await page.click(`[data-chapter=${chapter}]`);
    await page.waitForSelector(`.lab-chapter[data-name=${chapter}]`, { timeout: 60_000 });
  };
  const shot = (/** @type {string} */ part) =>
    page.screenshot({ path: `${SCREENSHOTS}inside-${name}-${size}-${part}.png`, fullPage: true });
  const text = async (/** @type {string} */ selector) =>
    (await page.locator(selector).first().textContent()) ?? '';
  /** Whether a canvas shows more than one colour. @param {string} selector */
  const isPainted = (selector) =>
    page.evaluate((wanted) => {
      const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector(wanted));
      const { data } = /** @type {CanvasRenderingContext2D} */ (
        canvas.getContext('2d')
      ).getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size > 1;
    }, selector);

  test('the map has every part, its arcs, and what each costs', async () => {
    const { parts, arcs } = await page.evaluate(() => ({
      parts: [...document.querySelectorAll('.map button')].map(
        (button) => /** @type {HTMLElement} */ (button).dataset.part,
      ),
      arcs: [...document.querySelectorAll('.map-arc')].map(
        (arc) => /** @type {HTMLElement} */ (arc).dataset.kind,
      ),
    }));
    assert.deepEqual([parts[0], parts[1], parts.at(-1)], ['photo', 'stem', 'head']);
    assert.equal(arcs.length, parts.length - 3);
    if (name === 'resnet18') {
      const stage = ['projection', 'identity'];
      assert.deepEqual(arcs, ['identity', 'identity', ...stage, ...stage, ...stage]);
      assert.match(await text('.map-facts'), /56\s×\s56\s×\s64.*sees 11 × 11.*9,536 parameters/u);
    }
    assert.match(await text('.map-facts'), /ms/);
  });

  test('a filter’s products add up to the network’s own number', async () => {
    assert.ok((await page.locator('.lab-filters button').count()) >= 16);
    const [total, network] =
      /make (\S+)\. The network’s own number: (\S+)\.$/
        .exec(await text('.lab-sum .lab-numbers'))
        ?.slice(1) ?? [];
    assert.ok(total);
    const value = (/** @type {string} */ shown) => Number(shown.replace('−', '-'));
    assert.ok(Math.abs(value(total) - value(network)) <= 0.01, `${total} ${network}`);
    assert.ok(await isPainted('.panel-map'));
    await page.locator('.lab-filters button').nth(3).click();
    await page.waitForSelector('.lab-filters button:nth-child(4)[aria-pressed=true]');
    await page.click('.lab-guess [data-value=objects]');
    await page.waitForSelector('.lab-guess [data-value=edges][data-right]');
    assert.match(await text('.lab-reveal'), /^Not quite\. A filter is a few pixels wide/);
    await shot('stem');
  });

  test('a place outlines what it sees, by pointer and by keys', async () => {
    const box = await page.locator('.panel-stack').boundingBox();
    assert.ok(box);
    await page.locator('.panel-stack').click({ position: { x: box.width - 3, y: 3 } });
    const [x, y] = (/^Place (\d+), (\d+)/.exec(await text('.panel-place')) ?? [])
      .slice(1)
      .map(Number);
    assert.ok(x > 1 && y === 1, `${x}, ${y}`);
    assert.equal(await page.locator('.panel-field').count(), 1);
    await page.locator('.panel-stack').press('ArrowLeft');
    assert.match(await text('.panel-place'), new RegExp(`^Place ${x - 1}, 1:`));
    await page.locator('.panel-strength input').fill('0.2');
    assert.equal(await page.locator('.panel-map').evaluate((map) => map.style.opacity), '0.2');
    await page.locator('.panel-strength input').fill('0.65');
  });

  test('channels come in two orders, on one scale', async () => {
    await open('body');
    assert.equal(await page.locator('.maps-grid button').count(), 12);
    assert.match(await text('.maps-caption'), /usually/);
    await shot('body');
    // The built-in network's head convolves once more before it pools: no channel of a block leads to a class.
    const orders = page.locator('.lab-choice [data-value=answer]');
    assert.equal(await orders.isDisabled(), name === 'builtin');
    if (name === 'builtin') return;
    await orders.click();
    await page.locator('.maps-caption', { hasText: 'to the answer' }).waitFor();
    // Contributions come in falling order.
    const adds = await page
      .locator('.maps-grid button')
      .evaluateAll((buttons) =>
        buttons.map((button) =>
          Number(/adds (\S+) to/.exec(button.ariaLabel ?? '')?.[1].replace('−', '-')),
        ),
      );
    assert.deepEqual(
      adds,
      adds.toSorted((a, b) => b - a),
    );
    assert.match(page.url(), /lab=body.*order=answer/);
  });

  test('a block’s three maps and the numbers of one place add up', async () => {
    await open('block');
    const row = await page
      .locator('.block-row figure')
      .evaluateAll((figures) =>
        figures.map((figure) => /** @type {HTMLElement} */ (figure).dataset.value),
      );
    assert.deepEqual(row, ['shortcut', 'branch', 'sum']);
    const [x, f, sum] = (
      /x = (\S+), F\(x\) = (\S+), x \+ F\(x\) = (\S+);/.exec(
        await text('.inside-part .lab-numbers'),
      ) ?? []
    )
      .slice(1)
      .map((shown) => Number(shown.replace('−', '-')));
    assert.ok(Math.abs(x + f - sum) <= 0.02, `${x} + ${f} = ${sum}`);
    assert.equal(await page.locator('.lab-chain.is-real').count(), 1);
    await shot('block');
  });

  test('a cut changes the answer, and the lesion curve has a bar for each block', async () => {
    await open('skips');
    const blocks = await page.locator('.map-arc').count();
    assert.equal(await page.locator('.lab-switches li').count(), blocks);
    await page.click('.lab-guess .lab-skip-guess');
    await page.waitForSelector('.lab-curve[data-done]', { timeout: 60_000 });
    assert.equal(await page.locator('.lab-lesions [data-block]').count(), blocks);
    await shot('skips');
    await page.click('.inside-without');
    await page.waitForFunction(() => document.querySelector('.inside-said')?.textContent);
    assert.equal(await page.locator('.map-arc[data-cut]').count(), blocks);
    assert.equal((await page.locator('.lab-bars .bar-after').count()) > 0, true);
    if (name === 'resnet18') assert.match(await text('.inside-said'), /instead of “Samoyed”/);
    await page.click('.inside-without');
    await page.waitForFunction(() => !document.querySelector('.map-arc[data-cut]'));
    const first = '[data-cut="stage1.block1.branch"]';
    await page.click(first);
    await page.waitForFunction(() => document.querySelector('.map-box[data-cut]'));
    assert.match(page.url(), /cut=stage1.block1.branch/);
    await page.click(first);
    await page.waitForFunction(() => !document.querySelector('.map-box[data-cut]'));
  });

  test('the head’s products add up to the logit, and so does the evidence', async () => {
    await open('head');
    const rows = await page
      .locator('.lab-table tbody tr')
      .evaluateAll((all) => all.map((row) => row.lastElementChild?.textContent ?? ''));
    const values = rows.map((shown) => Number(shown.replace('−', '-')));
    const logit = /** @type {number} */ (values.pop());
    const sum = values.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - logit) < 0.1, `${sum} ${logit}`);
    const evidence = /make (\S+): the logit/.exec(await text('.lab-chapter'))?.[1] ?? '';
    assert.ok(Math.abs(Number(evidence.replace('−', '-')) - logit) < 0.1, evidence);
    assert.ok(await isPainted('.panel-map'));
    await page.locator('.lab-choice [data-value]').nth(2).click();
    await page.waitForSelector('.lab-choice [data-value]:nth-of-type(3)[aria-pressed=true]');
    await shot('head');
  });

  test('plays the recorded training of plain and residual networks', async () => {
    await open('training');
    await page.click('.lab-guess .lab-skip-guess');
    assert.equal(await page.locator('.lab-chart').count(), 2);
    const accuracy = async () =>
      [
        ...(await text('.lab-chapter .lab-numbers')).matchAll(/(plain|residual)-(\d+) ([\d.]+)%/g),
      ].map(([, kind, layers, share]) => [`${kind}${layers}`, Number(share)]);
    // As the log of the recording ends.
    const log = (
      await readFile(`${ROOT}scripts/python/residua_tools/training/depth-curves.jsonl`, 'utf8')
    )
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ends = new Map();
    for (const row of log)
      if (row.accuracy !== undefined) ends.set(row.network, Math.round(row.accuracy * 1000) / 10);
    const shown = Object.fromEntries(await accuracy());
    assert.deepEqual(shown, Object.fromEntries(ends));
    assert.ok(shown.residual56 > shown.plain56);
    await page.locator('.lab-player input').fill('1');
    assert.match(await text('.lab-chapter .lab-numbers'), /^Step 1, 32 photos/);
    await page.click('.lab-player button');
    await page.waitForFunction(
      () =>
        Number(
          /** @type {HTMLInputElement} */ (document.querySelector('.lab-player input')).value,
        ) > 100,
    );
    await shot('training');
  });

  test('takes a picture, numbers and a worksheet along', async () => {
    const saved = async (/** @type {string} */ tool) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`[data-tool=${tool}]`),
      ]);
      return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
    };
    await open('block');
    const png = await saved('png');
    assert.match(png.name, /^residua-block-stage\d+\.block\d+\.png$/);
    assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.ok(png.bytes.length > 10_000);
    const csv = await saved('csv');
    assert.match(String(csv.bytes), /^# .*\n-?\d/);
    const npy = await saved('npy');
    assert.equal(String(npy.bytes.subarray(1, 6)), 'NUMPY');
    await page.evaluate(() => {
      globalThis.print = () => {};
    });
    await page.click('[data-tool=worksheet]');
    await page.waitForSelector('.worksheet', { state: 'attached' });
    if (size === 'desktop') {
      const sheet = await page.pdf({ format: 'A4', path: `${SCREENSHOTS}worksheet-${name}.pdf` });
      assert.equal(sheet.toString('latin1').match(/\/Type \/Page\b/g)?.length, 2);
    }
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    assert.equal(await page.locator('.worksheet').count(), 0);
  });

  test('says all of it in Korean', async () => {
    await speak(page, 'ko');
    for (const chapter of ['stem', 'body', 'block', 'skips', 'head']) {
      await open(chapter);
      await page.waitForTimeout(100);
      await shot(`${chapter}-ko`);
      const english = (await text('.inside-part')).match(/\b(the|and|of) \w+/g) ?? [];
      assert.deepEqual(english, []);
    }
    await speak(page, 'en');
  });

  test('keeps the page at hand all the time', async () => {
    const tasks = await page.evaluate(() => /** @type {any} */ (globalThis).tasks);
    console.log(`long tasks, ms: ${tasks.map(Math.round).join(' ')}`);
    await page.locator('.inside-close').press('Escape');
    assert.equal(await page.locator('#inside').isVisible(), false);
    assert.ok(!/lab=/.test(page.url()));
  });
}

describe('a link to the laboratory', { skip: noPage || noBuiltin }, () => {
  test('opens exactly the state that it was taken in, without what a lesson hides', async () => {
    const pages = await startPages();
    try {
      const page = await (await pages.browser.newContext({ serviceWorkers: 'block' })).newPage();
      const query = new URLSearchParams({
        lang: 'en',
        sample: 'goldfish',
        lab: 'skips',
        part: 'stage2.block1',
        cut: 'stage2.block1.branch,stage9.block1.branch',
        hide: 'stem,head',
      });
      await page.goto(`${pages.origin}/page/?${query}`);
      await page.waitForSelector('.lab-chapter[data-name=skips]', { timeout: 60_000 });
      assert.deepEqual(
        await page
          .locator('[data-chapter]')
          .evaluateAll((all) => all.map((one) => /** @type {HTMLElement} */ (one).dataset.chapter)),
        ['body', 'block', 'skips', 'training'],
      );
      await page.waitForSelector('[data-part="stage2.block1"][aria-pressed=true] [data-cut]');
      // What this network does not have is left out.
      assert.match(page.url(), /cut=stage2.block1.branch&/);
    } finally {
      await pages.close();
    }
  });
});
