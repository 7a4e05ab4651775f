// The folder that scripts/build-page.sh makes, on a host that can set no headers, under a base path; then
// with the host gone.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../../lib/browser.mjs';
import { noBuiltin } from '../../lib/builtin.mjs';
import { ISOLATION } from '../../lib/module-page.mjs';
import { Watch, answerFor, drop, networkIs, noPage, sample, speak } from '../../lib/page.mjs';
import { startStaticHost } from '../../lib/static-host.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';
import { listModels } from '../../../../web/src/models.js';

const SCRIPT = fileURLToPath(new URL('../../../../scripts/web/build-page.mjs', import.meta.url));

// A model of the list that cannot be checked, so that a small one can stand in its place.
const MODEL = (await listModels()).find(
  ({ addresses, bytes, sha256, sha256Prefix }) =>
    addresses.length && !bytes && !sha256 && !sha256Prefix,
);
assert.ok(MODEL, 'every model of the list has a checksum');

describe('the page on a static host', { skip: noPage }, () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'residua-site-')), 'site');
  /** @type {Awaited<ReturnType<typeof startStaticHost>>} */
  let host;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {import('playwright-core').Page} */
  let page;
  /** @type {Watch} */
  let watch;

  before(async () => {
    execFileSync(process.execPath, [SCRIPT, '--to', folder]);
    const downloads = join(folder, 'weights/downloads');
    writeFileSync(join(downloads, MODEL.file), tinyCheckpoint({ classes: 6 }));
    writeFileSync(
      join(downloads, 'index.json'),
      JSON.stringify({ models: [MODEL.name], first: MODEL.name }),
    );
    host = await startStaticHost(folder, { base: '/some/path/' });
    browser = await launchChromium();
    const context = await browser.newContext({ locale: 'en-US' });
    watch = new Watch(context);
    page = await context.newPage();
  });
  after(async () => {
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
    await browser?.close();
  });

  test('becomes isolated by its service worker before the visitor begins', async () => {
    // Asking the page anything counts as a visitor's act, so it is left alone until it reloads by itself.
    let visits = 0;
    const reloaded = new Promise((resolve) =>
      page.on('domcontentloaded', () => ++visits === 2 && resolve(undefined)),
    );
    await page.goto(host.address);
    await reloaded;
    await page.waitForLoadState();
    assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), true);
    await networkIs(page, 'ready');
    assert.equal(await page.locator('#model-chip').textContent(), `${MODEL.name} is ready`);
  });

  test('keeps a link’s question, rather than becoming isolated [regression]', async () => {
    const context = await browser.newContext({ locale: 'en-US' });
    const linked = await context.newPage();
    let visits = 0;
    linked.on('domcontentloaded', () => visits++);
    const worker = context.waitForEvent('serviceworker');
    await linked.goto(`${host.address}?model=https://elsewhere.test/net.safetensors`);
    await worker;
    // Longer than it takes until the page would reload itself.
    await linked.waitForTimeout(4000);
    assert.equal(visits, 1);
    assert.match((await linked.locator('#asked p').textContent()) ?? '', /elsewhere\.test/);
    await context.close();
  });

  test('keeps what the visitor brought, rather than becoming isolated [regression]', async () => {
    const context = await browser.newContext({ locale: 'en-US' });
    // As in a browser that does not tell whether the visitor has done anything.
    await context.addInitScript(() =>
      Object.defineProperty(navigator, 'userActivation', { value: undefined }),
    );
    const visited = await context.newPage();
    let visits = 0;
    visited.on('domcontentloaded', () => visits++);
    const worker = context.waitForEvent('serviceworker');
    await visited.goto(host.address);
    await drop(visited, [sample('lemon'), sample('orange')]);
    await worker;
    await visited.waitForTimeout(4000);
    assert.equal(visits, 1);
    assert.equal(await visited.locator('.card[data-state=done]').count(), 2);
    await context.close();
  });

  test('keeps the network, says how much that is', async () => {
    await page.waitForSelector('#remove-kept');
    assert.match(
      (await page.locator('#offline').textContent()) ?? '',
      /Stored on this device: [\d.]+ MB/,
    );
    assert.match(
      (await page.locator('#offline').textContent()) ?? '',
      /^This page also works without a connection\./,
    );
  });

  test('keeps the focus when another network is used, and when that is cancelled [regression]', async () => {
    const focus = () =>
      page.evaluate(() => {
        const element = /** @type {HTMLElement} */ (document.activeElement);
        return element.closest('.model-list') ? element.localName : element.className;
      });
    await page.click('.model-list summary');
    await page.click('.model-list li:first-child button');
    await page.waitForFunction(
      () => document.querySelector('[data-fact=classes]')?.textContent !== '6',
    );
    assert.equal(await focus(), 'summary');
    await page.evaluate(() => {
      const use = /** @type {HTMLButtonElement} */ (
        document.querySelector('.model-list button:not(:disabled)')
      );
      use.click();
      /** @type {HTMLElement} */ (document.querySelector('.model-cancel')).focus();
      /** @type {HTMLElement} */ (document.querySelector('.model-cancel')).click();
    });
    assert.equal(await focus(), 'primary model-pick');
    const row = page.locator('.model-list li', { hasText: MODEL.name }).first();
    await row.locator('button').click();
    await page.waitForFunction(
      () => document.querySelector('[data-fact=classes]')?.textContent === '6',
    );
    await page.click('.model-list summary');
  });

  test('can be installed: Chromium finds nothing missing', async () => {
    const session = await page.context().newCDPSession(page);
    const { errors } = await session.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    const real = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito');
    assert.deepEqual(real, []);
  });

  test('opens as it is kept where the host is there and fails [regression]', async () => {
    host.overload(true);
    await page.reload();
    await networkIs(page, 'ready');
    await page.click('[data-sample=koala]');
    assert.equal((await answerFor(page, 'koala.webp')).bars.length, 5);
    host.overload(false);
  });

  test('opens, classifies and shows all its parts when the host is gone', async () => {
    await host.close();
    await page.reload();
    await networkIs(page, 'ready');
    await page.click('[data-sample=red-panda]');
    assert.equal((await answerFor(page, 'red-panda.webp')).bars.length, 5);
    await speak(page, 'ko');
    await speak(page, 'en');
    await page.click('#open-inside');
    await page.waitForSelector('.map button');
    await drop(page, [sample('lemon'), sample('orange')]);
    await page.waitForFunction(
      () => document.querySelectorAll('.card[data-state=done] img').length === 2,
    );
    await page.click('#open-camera');
    // There is none here, which the part itself must say.
    await page.waitForSelector('#notice p');
    assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), true);
  });

  test('forgets the network when it is asked to', async () => {
    await page.click('#remove-kept');
    await page.waitForSelector('#remove-kept', { state: 'detached' });
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'offline');
    const left = await page.evaluate(async () => (await caches.keys()).join());
    assert.doesNotMatch(left, /weights/);
  });

  test('asked no other site', () => {
    assert.deepEqual(watch.foreign(host.origin), []);
    assert.deepEqual(watch.errors, []);
  });
});

test(
  'what is kept is one whole version of the page [regression]',
  { skip: noPage || noBuiltin },
  async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'residua-site-')), 'site');
    execFileSync(process.execPath, [SCRIPT, '--to', folder]);
    const host = await startStaticHost(folder, { headers: ISOLATION });
    const browser = await launchChromium();
    /** @param {(html: string) => string} change */
    const changePages = (change) => {
      for (const name of ['index.html', 'page/index.html']) {
        const path = join(folder, name);
        writeFileSync(path, change(readFileSync(path, 'utf8')));
      }
    };
    try {
      const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
      const footer = (/** @type {string} */ text) =>
        page.locator('#offline', { hasText: text }).waitFor();
      await page.goto(host.address);
      await footer('also works without a connection');
      // Another version is put in its place while the page is open, with parts of other names.
      for (const name of readdirSync(join(folder, 'page'))) {
        if (name.startsWith('chunk-')) renameSync(join(folder, 'page', name), join(folder, name));
      }
      await page.click('[data-sample=dog]');
      await answerFor(page, 'dog.webp');
      await page.click('#open-inside');
      await page.waitForSelector('.map button');
      assert.equal(await page.locator('#notice').textContent(), '');
      for (const name of readdirSync(folder)) {
        if (name.startsWith('chunk-')) renameSync(join(folder, name), join(folder, 'page', name));
      }
      // A visit sees the new one, of which a part does not arrive.
      renameSync(join(folder, 'dist/samples/goldfish.webp'), join(folder, 'goldfish.webp'));
      changePages((html) =>
        html.replace(/(name="version" content=")/, '$1new-').replace('Residua: ', 'New: '),
      );
      await page.reload();
      await footer('Not all of this page could be stored');
      // Without a connection the old one is still there, and whole.
      await host.close();
      await page.reload();
      await networkIs(page, 'ready');
      assert.match(await page.title(), /^Residua: /);
      await page.click('[data-sample=goldfish]');
      await answerFor(page, 'goldfish.webp');
    } finally {
      await browser.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test(
  'a page of which a file could not be kept does not say that it works offline, until it does',
  {
    skip: noPage,
  },
  async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'residua-site-')), 'site');
    execFileSync(process.execPath, [SCRIPT, '--to', folder]);
    const file = join(folder, 'dist/samples/goldfish.webp');
    renameSync(file, `${file}.gone`);
    const host = await startStaticHost(folder, { headers: ISOLATION });
    const browser = await launchChromium();
    try {
      const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
      const works = page.locator('#offline', { hasText: 'also works without a connection' });
      await page.goto(host.address);
      await page.locator('#offline', { hasText: 'Not all of this page could be stored' }).waitFor();
      assert.equal(await works.count(), 0);
      renameSync(`${file}.gone`, file);
      await page.reload();
      await works.waitFor();
      await host.close();
      await page.reload();
      await works.waitFor();
      await networkIs(page, noBuiltin ? 'missing' : 'ready');
      await page.click('[data-sample=goldfish]');
      await page.waitForSelector('#stage-photo:not([hidden])');
    } finally {
      await browser.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test(
  '[regression] a service worker that the browser stops while it keeps the page is asked again',
  { skip: noPage },
  async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'residua-site-')), 'site');
    execFileSync(process.execPath, [SCRIPT, '--to', folder]);
    const host = await startStaticHost(folder, { headers: ISOLATION });
    const release = host.hold('dist/samples/goldfish.webp');
    const browser = await launchChromium();
    try {
      const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
      await page.goto(host.address);
      // The installation does not wait for that file for ever.
      await page.evaluate(async () => void (await navigator.serviceWorker.ready));
      // The page's question is on its way.
      await page.waitForTimeout(500);
      assert.doesNotMatch(await page.locator('#offline').innerText(), /connection/);
      const session = await page.context().newCDPSession(page);
      await session.send('ServiceWorker.enable');
      await session.send('ServiceWorker.stopAllWorkers');
      release();
      await page.locator('#offline', { hasText: 'also works without a connection' }).waitFor();
    } finally {
      await browser.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
