// What a link can make the page do: show a known network and a sample, and ask another site only when the visitor says so.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listModels } from '../../../../web/src/models.js';
import {
  Watch,
  answerFor,
  drop,
  hideWeights,
  makeFile,
  networkIs,
  noPage,
} from '../../lib/page.mjs';
import { dropTiny, fact, networkNamed, noticeOn, startPages } from '../../lib/pages.mjs';
import { startSlowHost } from '../../lib/slow-host.mjs';
import { startStaticHost } from '../../lib/static-host.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';

// One of the list that lies elsewhere, and where.
const ELSEWHERE = (await listModels()).find(({ addresses }) => addresses.length);
assert.ok(ELSEWHERE);
const HOST = new URL(ELSEWHERE.addresses[0]).host;

describe('a link', { skip: noPage }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'residua-links-'));
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** Another site. @type {Awaited<ReturnType<typeof startStaticHost>>} */
  let other;

  before(async () => {
    writeFileSync(join(folder, 'net.safetensors'), tinyCheckpoint({ classes: 6 }));
    other = await startStaticHost(folder, { headers: { 'Access-Control-Allow-Origin': '*' } });
    // What none of these tests gives is refused at the end.
    pages = await startPages();
  });
  after(async () => {
    await other?.close();
    rmSync(folder, { recursive: true });
    await pages?.close();
  });

  /**
   * @param {string} query
   * @param {(page: import('playwright-core').Page, asked: () => string[]) => Promise<void>} look asked: what was asked of
   *   other sites
   */
  const follow = async (query, look) => {
    const context = await pages.browser.newContext({ locale: 'en-US', serviceWorkers: 'block' });
    try {
      await hideWeights(context);
      await context.route(
        ({ pathname }) => pathname === '/mine/net.safetensors',
        (route) => route.fulfill({ body: Buffer.from(tinyCheckpoint({ classes: 4 })) }),
      );
      const watch = new Watch(context);
      const page = await context.newPage();
      await page.goto(`${pages.origin}/page/${query}`);
      await look(page, () => watch.foreign(pages.origin));
      assert.deepEqual(watch.errors, []);
    } finally {
      await context.close();
    }
  };
  const question = async (/** @type {import('playwright-core').Page} */ page) =>
    (await page.locator('#asked p').textContent()) ?? '';

  test('to a network on another site asks the visitor before it asks the site', () =>
    follow(`?model=${other.origin}/net.safetensors&sample=dog`, async (page, asked) => {
      const { host } = new URL(other.origin);
      assert.equal(
        await question(page),
        `This link wants to download the network “net.safetensors” from ${host}. Download it?`,
      );
      await networkIs(page, 'missing');
      await page.waitForSelector('#stage-photo:not([hidden])');
      // Neither the sample nor what is said of the missing network answers the question.
      assert.match(await noticeOn(page), /built-in network/);
      assert.equal(await page.locator('#asked .primary').textContent(), 'Download');
      assert.deepEqual(asked(), []);
      await page.click('#asked .primary');
      await networkNamed(page, 'net.safetensors');
      assert.equal((await answerFor(page, 'dog.webp')).bars.length, 5);
      assert.deepEqual(new Set(asked()), new Set([`${other.origin}/net.safetensors`]));
      assert.equal(await page.locator('#asked').textContent(), '');
      // What was chosen once is kept, and a second look at the link is no new question.
      await page.reload();
      await networkNamed(page, 'net.safetensors');
      assert.equal(await page.locator('#asked').textContent(), '');
    }));

  test('to a network that comes slowly says how far it is, can be given up, and asked for again', async () => {
    const file = tinyCheckpoint({ width: 32, classes: 6 });
    const slow = await startSlowHost(file);
    try {
      await follow(`?model=${slow.origin}/net.safetensors`, async (page) => {
        await page.click('#asked .primary');
        await page.locator('#model-chip', { hasText: 'MB of 11 MB' }).waitFor();
        assert.equal(await page.locator('.model-missing').isVisible(), false);
        await page.waitForTimeout(500);
        const [value, most] = await page
          .locator('.model-progress')
          .evaluate((bar) => [bar.getAttribute('value'), bar.getAttribute('max')].map(Number));
        assert.equal(most, file.length);
        // What came in the last moment before a halt may not be told.
        assert.ok(value > 0 && value <= file.length / 2, `${value} of ${most}`);
        const words = `Loading net.safetensors: ${Number((value / 1e6).toFixed(1))} MB of 11 MB`;
        for (const place of ['#model-chip', '.model-sentence'])
          assert.equal(await page.locator(place).textContent(), words);
        // To a screen reader that it loads is said once.
        assert.equal(await page.locator('#model-said').textContent(), 'Loading…');
        await page.click('.model-cancel');
        await networkIs(page, 'missing');
        slow.goOn();
        await page.reload();
        await page.click('#asked .primary');
        await networkNamed(page, 'net.safetensors');
      });
    } finally {
      await slow.close();
    }
  });

  test('to a network on another site asks no site where the visitor dismisses it', () =>
    follow(`?model=${other.origin}/net.safetensors&lang=ko`, async (page, asked) => {
      assert.match(await question(page), /^이 링크는 127\.0\.0\.1:\d+에서 모델 “net\.safetensors”/);
      await page.click('#asked .quiet');
      assert.equal(await page.locator('#asked').textContent(), '');
      await networkIs(page, 'missing');
      assert.deepEqual(asked(), []);
    }));

  test('to a network of the list that lies elsewhere asks too, until the visitor opens another one', () =>
    follow(`?model=${ELSEWHERE.name}`, async (page, asked) => {
      assert.ok((await question(page)).includes(`“${ELSEWHERE.name}” from ${HOST}.`));
      await networkIs(page, 'missing');
      await dropTiny(page, 3);
      assert.equal(await page.locator('#asked').textContent(), '');
      assert.deepEqual(asked(), []);
    }));

  test('to a network on this site opens it at once', () =>
    follow('?model=/mine/net.safetensors', async (page, asked) => {
      await networkNamed(page, 'net.safetensors');
      assert.equal(await fact(page, 'classes'), '4');
      assert.equal(await page.locator('#asked').textContent(), '');
      assert.deepEqual(asked(), []);
    }));

  test('to a sample that there is none of opens nothing [regression]', () =>
    follow('?sample=constructor', async (page) => {
      await networkIs(page, 'missing');
      assert.equal(await page.locator('#answer-name').textContent(), 'No photo yet');
    }));

  test('opens no network where the visitor brought one before the page knew of its own [regression]', async () => {
    const page = await (
      await pages.browser.newContext({ locale: 'en-US', serviceWorkers: 'block' })
    ).newPage();
    const index = '**/weights/downloads/index.json';
    /** @type {() => void} */
    let release = () => {};
    const released = new Promise((resolve) => (release = () => resolve(undefined)));
    await page.route(index, async (route) => {
      await released;
      await route.fulfill({ json: {} });
    });
    await page.goto(`${pages.origin}/page/`);
    await drop(page, [makeFile('tiny.safetensors', tinyCheckpoint({ classes: 4 }))]);
    await networkIs(page, 'ready');
    const known = page.waitForResponse(index);
    release();
    await known;
    // Its own would begin to load at once.
    await networkNamed(page, 'tiny.safetensors');
    await page.waitForTimeout(300);
    assert.equal(await page.locator('#model-chip').textContent(), 'tiny.safetensors is ready');
    await page.context().close();
  });
});
