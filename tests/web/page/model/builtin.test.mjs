// The page with nothing but what the repository holds: the built-in model, and no network.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { listModels } from '../../../../web/src/models.js';
import { launchChromium } from '../../lib/browser.mjs';
import { builtinRow, noBuiltin, readBuiltin } from '../../lib/builtin.mjs';
import { makeClone } from '../../lib/clone.mjs';
import { ROOT } from '../../lib/command.mjs';
import { SCREENSHOTS, Watch, answerFor, networkIs, noPage } from '../../lib/page.mjs';
import { noticeOn } from '../../lib/pages.mjs';
import { startServer } from '../../lib/server.mjs';
import { startStaticHost } from '../../lib/static-host.mjs';

/** A network of the list that is not here, and where it is. */
const WANTED = 'resnet34';
const [address = ''] = (await listModels()).find(({ name }) => name === WANTED)?.addresses ?? [];
const ELSEWHERE = new URL(address).host;

/** No name is found but this machine's own. */
const NO_NETWORK = ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

describe("a clean clone's page without a network", { skip: noPage || noBuiltin }, () => {
  /** @type {ReturnType<typeof makeClone>} */
  let clone;
  /** @type {Awaited<ReturnType<typeof startServer>>} */
  let server;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Watch} */
  let watch;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    clone = makeClone();
    server = await startServer(join(clone.folder, 'scripts/web/serve.mjs'));
    browser = await launchChromium(NO_NETWORK, { given: [ELSEWHERE] });
    const context = await browser.newContext({
      locale: 'en-US',
      viewport: { width: 1280, height: 900 },
      serviceWorkers: 'block',
    });
    watch = new Watch(context);
    page = await context.newPage();
  });
  after(async () => {
    await server?.close();
    clone?.remove();
    await browser?.close();
  });

  test('opens with the built-in network, and classifies', async () => {
    await page.goto(`${server.origin}/page/`);
    await networkIs(page, 'ready');
    assert.equal(await page.locator('#model-chip').textContent(), 'built-in network is ready');
    await page.click('[data-sample=goldfish]');
    const { card, classes } = readBuiltin();
    const { bars } = await answerFor(page, 'goldfish.webp');
    assert.equal(bars.length, Math.min(5, classes));
    for (const { label } of bars) assert.ok(card.labels.includes(label), label);
    const fact = (/** @type {string} */ name) => page.locator(`[data-fact=${name}]`).textContent();
    assert.equal(await fact('classes'), classes.toLocaleString('en-US'));
    assert.equal(await fact('labels'), 'known');
    await page.screenshot({ path: `${SCREENSHOTS}builtin.png`, fullPage: true });
  });

  test('says its state to a screen reader [regression]', async () => {
    assert.equal(await page.getAttribute('#model-said', 'role'), 'status');
    assert.equal(await page.locator('#model-said').textContent(), 'built-in network is ready');
  });

  test('looks inside it, at the sizes that it has [regression]', async () => {
    await page.click('#open-inside');
    await page.waitForSelector('.map button');
    const parts = await page
      .locator('.map button')
      .evaluateAll((buttons) => buttons.map(({ dataset }) => dataset.part));
    // One for each block that the network's own description has.
    const blocks = await page.locator('.map-arc').count();
    assert.equal(parts.length, blocks + 3);
    assert.deepEqual([parts[0], parts[1], parts.at(-1)], ['photo', 'stem', 'head']);
    await page.waitForSelector('.lab-chapter[data-name=stem]');
    await page.click(`[data-part="${parts.at(-2)}"]`);
    await page.waitForSelector('.lab-chapter[data-name=body]');
    const facts = (await page.locator('.map-facts').textContent()) ?? '';
    const [, height, width, channels] = /(\d+)\s×\s(\d+)\s×\s([\d,]+)/.exec(facts) ?? [];
    assert.match(
      (await page.locator('.lab-chapter').textContent()) ?? '',
      new RegExp(`Here are ${height}\\s×\\s${width} places with ${channels} channels each`),
    );
    await page.screenshot({ path: `${SCREENSHOTS}builtin-inside.png`, fullPage: true });
    await page.click('.inside-close');
  });

  test('lists it first, with what the list says of it, and offers the others', async () => {
    await page.click('.model-list summary');
    await page.waitForSelector('.model-list li');
    const rows = await page.locator('.model-list li').allTextContents();
    assert.match(rows[0], /^built-in network/);
    assert.ok(rows[0].includes(`${builtinRow.classes.toLocaleString('en-US')} classes`), rows[0]);
    assert.match(rows[0], /In use$/);
    assert.match(rows[1], /^resnet18.*Use$/);
  });

  test('a link names it, in the language of the link', async () => {
    assert.equal(new URL(page.url()).searchParams.get('model'), 'builtin');
    await page.goto(`${server.origin}/page/?model=builtin&lang=ko`);
    await networkIs(page, 'ready');
    assert.equal(await page.locator('#model-chip').textContent(), '기본 모델 준비됨');
  });

  test('a link to a network of no such name opens with the built-in one, and says so [regression]', async () => {
    const linked = await page.context().newPage();
    await linked.goto(`${server.origin}/page/?model=nothing&sample=dog`);
    await networkIs(linked, 'ready');
    await answerFor(linked, 'dog.webp');
    assert.equal(
      await linked.locator('#notice p').textContent(),
      'The list has no network “nothing”. Choose one below.',
    );
    assert.equal(new URL(linked.url()).searchParams.get('model'), 'builtin');
    await linked.close();
  });

  test('a link to one that cannot be reached goes on with the built-in one, and says so [regression]', async () => {
    const linked = await page.context().newPage();
    await linked.goto(`${server.origin}/page/?model=${WANTED}&sample=dog`);
    await networkIs(linked, 'ready');
    await answerFor(linked, 'dog.webp');
    await linked.route('**/weights/downloads/*.safetensors', (route) => route.abort());
    await linked.route('https://**', (route) => route.abort());
    await linked.click('#asked .primary');
    assert.match(
      await noticeOn(linked),
      /^“resnet34” could not be loaded\. .* Still using the previous network\.$/,
    );
    assert.equal(new URL(linked.url()).searchParams.get('model'), 'builtin');
    await linked.close();
  });

  test('a first network that is given up while it comes gives way to the built-in one', async () => {
    const first = await page.context().newPage();
    await first.route('**/weights/downloads/index.json', (route) =>
      route.fulfill({ json: { models: [WANTED], first: WANTED } }),
    );
    // It never comes.
    await first.route('**/weights/downloads/*.safetensors', () => {});
    await first.goto(`${server.origin}/page/?sample=dog`);
    await first.click('.model-cancel');
    await networkIs(first, 'ready');
    await answerFor(first, 'dog.webp');
    assert.equal(await first.locator('#model-chip').textContent(), 'built-in network is ready');
    await first.close();
  });

  test('only the server and the site of the chosen network were asked', () => {
    assert.deepEqual(
      watch.foreign(server.origin).filter((url) => new URL(url).host !== ELSEWHERE),
      [],
    );
    assert.deepEqual(watch.errors, []);
  });
});

describe('the built-in network on a static host', { skip: noPage || noBuiltin }, () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'residua-site-')), 'site');
  /** @type {Awaited<ReturnType<typeof startStaticHost>>} */
  let host;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    execFileSync(process.execPath, [`${ROOT}scripts/web/build-page.mjs`, '--to', folder]);
    host = await startStaticHost(folder, { base: '/some/path/' });
    browser = await launchChromium(NO_NETWORK);
    page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  });
  after(async () => {
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
    await browser?.close();
  });

  test('is there after one visit when the host is gone, and is no download that is kept', async () => {
    await page.goto(host.address);
    await networkIs(page, 'ready');
    await page.evaluate(async () => {
      const { serviceWorker } = navigator;
      await serviceWorker.ready;
      if (serviceWorker.controller) return;
      await new Promise((resolve) => {
        serviceWorker.addEventListener('controllerchange', resolve, { once: true });
      });
    });
    await host.close();
    await page.reload();
    await networkIs(page, 'ready');
    await page.click('[data-sample=koala]');
    assert.ok((await answerFor(page, 'koala.webp')).bars.length > 1);
    assert.equal(await page.locator('#remove-kept').count(), 0);
  });
});
