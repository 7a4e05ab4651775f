// Every way in which a photo comes onto the page, each with the event that a person would cause.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, copyFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  Watch,
  answerFor,
  drop,
  makeFile,
  noPage,
  openWithoutWeights,
  sample,
  speak,
} from '../../lib/page.mjs';
import { dropTiny, fact, networkNamed, noticeOn, startPages } from '../../lib/pages.mjs';
import { startStaticHost } from '../../lib/static-host.mjs';
import { tinyCheckpoint } from '../../lib/tiny-checkpoint.mjs';

describe('ways onto the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {Awaited<ReturnType<typeof startStaticHost>>} */
  let open;
  /** @type {Awaited<ReturnType<typeof startStaticHost>>} */
  let closed;
  /** @type {import('../../lib/pages.mjs').Visit['context']} */
  let context;
  /** @type {Watch} */
  let watch;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    const samples = dirname(sample('apple'));
    open = await startStaticHost(samples, { headers: { 'Access-Control-Allow-Origin': '*' } });
    closed = await startStaticHost(samples);
    pages = await startPages();
    ({ context, watch, page } = await pages.visit());
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await dropTiny(page, 9);
  });
  after(async () => {
    for (const host of [open, closed]) await host?.close();
    await pages?.close();
  });

  test('a picture is pasted', async () => {
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(40, 30);
      canvas.getContext('2d')?.fillRect(5, 5, 20, 20);
      const blob = await canvas.convertToBlob({ type: 'image/png' });
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    });
    await page.locator('#main').focus();
    await page.keyboard.press('Control+V');
    assert.equal((await answerFor(page, 'image.png')).bars.length, 5);
  });

  test('the address of a picture is pasted', async () => {
    const paste = async (/** @type {string} */ text) => {
      await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
      await page.keyboard.press('Control+V');
    };
    await page.locator('#main').focus();
    await paste(`${open.origin}/mushroom.jpg`);
    assert.equal((await answerFor(page, 'mushroom.jpg')).bars.length, 5);
    // What is no address is no photo, and what is pasted into the field is for the field.
    await paste('no address');
    await page.focus('#address');
    await paste(`${open.origin}/apple.jpg`);
    assert.equal(await page.inputValue('#address'), `${open.origin}/apple.jpg`);
    assert.equal((await answerFor(page, 'mushroom.jpg')).file, 'mushroom.jpg');
    assert.equal(await page.locator('#notice').textContent(), '');
  });

  test('a picture is picked in the dialog of the browser', async () => {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.click('#pick')]);
    await chooser.setFiles(sample('ball'));
    assert.equal((await answerFor(page, 'ball.jpg')).bars.length, 5);
  });

  test('a sample is clicked, and a link that shows it shows it again', async () => {
    await page.click('[data-sample=goldfish]');
    const answer = await answerFor(page, 'goldfish.webp');
    assert.equal(new URL(page.url()).searchParams.get('sample'), 'goldfish');
    const linked = await openWithoutWeights(context, pages.origin, '?sample=goldfish');
    await dropTiny(linked, 9);
    assert.deepEqual((await answerFor(linked, 'goldfish.webp')).bars, answer.bars);
    await linked.close();
  });

  test('the link names the sample that is seen, whatever came between [regression]', async () => {
    const named = () => new URL(page.url()).searchParams.get('sample');
    await drop(page, [makeFile('no.jpg', 'no image')]);
    await noticeOn(page, /not an image/);
    assert.equal((await answerFor(page, 'goldfish.webp')).file, 'goldfish.webp');
    assert.equal(named(), 'goldfish');
    await drop(page, ['apple', 'ball'].map(sample));
    await page.waitForSelector('.gallery-progress.full', { state: 'attached' });
    await page.locator('.card button', { hasText: 'ball.jpg' }).click();
    await answerFor(page, 'ball.jpg');
    assert.equal(named(), null);
    await page.click('.gallery-clear');
    await page.click('[data-sample=cup]');
    await answerFor(page, 'cup.webp');
    assert.equal(named(), 'cup');
  });

  test('a photo is opened by its address, and the address is gone from the link', async () => {
    await page.fill('#address', `${open.origin}/apple.jpg`);
    await page.press('#address', 'Enter');
    assert.equal((await answerFor(page, 'apple.jpg')).bars.length, 5);
    assert.equal(new URL(page.url()).searchParams.get('sample'), null);
  });

  test('the address of a page that shows a picture is said to be that [regression]', async () => {
    await context.route(`${open.origin}/shows.html`, (route) =>
      route.fulfill({
        contentType: 'text/html; charset=utf-8',
        headers: { 'Access-Control-Allow-Origin': '*' },
        body: '<img src="apple.jpg" />',
      }),
    );
    await page.fill('#address', `${open.origin}/shows.html`);
    await page.press('#address', 'Enter');
    await noticeOn(page, /^That link opens a web page\./);
  });

  test('the outline of a drag goes, however it ends [regression]', async () => {
    const session = await context.newCDPSession(page);
    const data = { items: [], files: [sample('apple')], dragOperationsMask: 1 };
    for (const type of /** @type {const} */ (['dragEnter', 'dragOver'])) {
      await session.send('Input.dispatchDragEvent', { type, x: 200, y: 300, data });
    }
    await page.waitForSelector('html.dropping');
    await page.waitForSelector('html:not(.dropping)', { timeout: 5000 });
    await session.send('Input.dispatchDragEvent', { type: 'dragCancel', x: 200, y: 300, data });
    await session.detach();
  });

  test('what is no address is said to be none, in the words of the page [regression]', async () => {
    for (const none of ['nowhere', '', 'ftp://example.org/apple.jpg']) {
      await page.fill('#address', none);
      await page.press('#address', 'Enter');
      assert.equal(await noticeOn(page), 'That is not a link of the form https://….');
      await page.click('#notice button');
    }
  });

  test('an address that forbids reading gets a sentence that says what to do', async () => {
    await page.fill('#address', `${closed.origin}/apple.jpg`);
    await page.press('#address', 'Enter');
    assert.match(await noticeOn(page), /may not allow .* save the image and drop the file here/);
    await page.fill('#address', `${open.origin}/nothing.jpg`);
    await page.press('#address', 'Enter');
    await noticeOn(page, /404/);
    await page.click('#notice button');
    assert.equal(await page.locator('#notice').textContent(), '');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
    watch.errors.length = 0; // the browser's own words about the refused address
  });

  test('an address that is slow is said to load, and gives way to a photo that came later [regression]', async () => {
    /** @type {() => void} */
    let answer = () => {};
    const held = new Promise((resolve) => (answer = () => resolve(undefined)));
    await page.route(`${open.origin}/mushroom.jpg`, async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await page.fill('#address', `${open.origin}/mushroom.jpg`);
    await page.press('#address', 'Enter');
    await page.waitForFunction(
      () => document.querySelector('#answer-name')?.textContent === 'Loading the photo…',
    );
    // Nothing more of it is fetched.
    const givenUp = page.waitForEvent('requestfailed', (request) =>
      request.url().endsWith('/mushroom.jpg'),
    );
    await drop(page, [sample('ball')]);
    await answerFor(page, 'ball.jpg');
    await givenUp;
    answer();
    await page.waitForTimeout(300);
    assert.equal((await answerFor(page, 'ball.jpg')).file, 'ball.jpg');
    await page.unroute(`${open.origin}/mushroom.jpg`);
  });

  test('a photo that comes with a checkpoint is said to wait for the network', async () => {
    /** @type {() => void} */
    let answer = () => {};
    const held = new Promise((resolve) => (answer = () => resolve(undefined)));
    const { context: other, page: slow } = await pages.visit();
    await slow.route('**/*.wasm', async (route) => {
      await held;
      await route.continue();
    });
    await drop(slow, [
      makeFile('late.safetensors', tinyCheckpoint({ classes: 3 })),
      sample('apple'),
    ]);
    await slow.locator('#answer-name', { hasText: /^Waiting for the network…$/ }).waitFor();
    answer();
    await answerFor(slow, 'apple.jpg');
    await other.close();
  });

  test('an address that ends too early, and a sample that cannot be had, are said to fail [regression]', async () => {
    await page.route('**/samples/goldfish.webp', (route) => route.abort());
    await page.click('[data-sample=goldfish]');
    assert.match(await noticeOn(page), /^That photo could not be loaded\./);
    assert.equal((await answerFor(page, 'ball.jpg')).file, 'ball.jpg');
    await page.unroute('**/samples/goldfish.webp');
    await page.evaluate(() => {
      const { blob } = Response.prototype;
      Response.prototype.blob = function () {
        Response.prototype.blob = blob;
        return Promise.reject(new TypeError('network error'));
      };
    });
    await page.fill('#address', `${open.origin}/apple.jpg`);
    await page.press('#address', 'Enter');
    await noticeOn(page, /^The connection ended before/);
  });

  test('a picture is dragged over from another page: its address comes, inside its HTML', async () => {
    const address = `${open.origin}/orange.jpg`;
    await drop(page, [], {
      items: [
        {
          mimeType: 'text/html',
          data: `<a href="https://example.org/"><img src="${address}"></a>`,
        },
        { mimeType: 'text/uri-list', data: 'https://example.org/' },
      ],
    });
    assert.equal((await answerFor(page, 'orange.jpg')).bars.length, 5);
  });

  test('words that are dragged onto the page are no picture, and that is said', async () => {
    await drop(page, [], { items: [{ mimeType: 'text/plain', data: 'hello' }] });
    assert.match(await noticeOn(page), /no image or image link/);
  });

  test('a folder is dropped: its pictures become a gallery, the rest is left out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'residua-folder-'));
    mkdirSync(join(folder, 'inner'));
    copyFileSync(sample('apple'), join(folder, 'one.jpg'));
    copyFileSync(sample('ball'), join(folder, 'inner', 'two.jpg'));
    writeFileSync(join(folder, 'notes.txt'), 'no picture');
    await drop(page, [folder]);
    await page.waitForFunction(
      () => document.querySelectorAll('.card[data-state=done]').length === 2,
    );
    assert.match(await noticeOn(page), /^Skipped 1 file that is not an image/);
    const names = await page.locator('.card-name').allTextContents();
    const name = basename(folder);
    assert.deepEqual(names.toSorted(), [`${name}/inner/two.jpg`, `${name}/one.jpg`]);
    await page.click('.gallery-clear');
    assert.equal(await page.locator('.card').count(), 0);
  });

  test('an address that is dragged as text is opened; text for a field of the page is for that field [regression]', async () => {
    const address = `${open.origin}/bus.jpg`;
    const items = [{ mimeType: 'text/plain', data: address }];
    await drop(page, [], { items });
    await answerFor(page, 'bus.jpg');
    const { x, y, width, height } = (await page.locator('#address').boundingBox()) ?? assert.fail();
    await page.fill('#address', '');
    await drop(page, [], { items, at: { x: x + width / 2, y: y + height / 2 } });
    await page.waitForFunction(
      (text) => /** @type {any} */ (document.querySelector('#address')).value === text,
      address,
    );
    assert.equal(await page.locator('#notice').textContent(), '');
    await page.fill('#address', '');
  });

  test('a picture of the page itself that is dragged and let go changes nothing [regression]', async () => {
    await page.click('[data-sample=koala]');
    await answerFor(page, 'koala.webp');
    await page.dragAndDrop('[data-sample=dog] img', '#stage');
    await page.waitForTimeout(300);
    assert.equal((await answerFor(page, 'koala.webp')).file, 'koala.webp');
    assert.equal(await page.locator('#notice').textContent(), '');
    await drop(page, [sample('apple')]);
    await answerFor(page, 'apple.jpg');
  });

  test('a plain link to a picture is dragged over from another page', async () => {
    const address = `${open.origin}/light.jpg`;
    await drop(page, [], {
      items: [
        { mimeType: 'text/uri-list', data: `${address}\r\n` },
        { mimeType: 'text/plain', data: address },
      ],
    });
    assert.equal((await answerFor(page, 'light.jpg')).bars.length, 5);
  });

  test('of several checkpoints that come at once the first is opened, and that is said [regression]', async () => {
    const tiny = (/** @type {number} */ classes) =>
      makeFile(`of-${classes}.safetensors`, tinyCheckpoint({ classes }));
    await drop(page, [tiny(2), tiny(3)]);
    assert.equal(
      await noticeOn(page),
      'There were two checkpoints; only “of-2.safetensors” is opened. Open the other by itself.',
    );
    await networkNamed(page, 'of-2.safetensors');
    await drop(page, [tiny(4), tiny(5), tiny(6), sample('apple')]);
    await networkNamed(page, 'of-4.safetensors');
    await answerFor(page, 'apple.jpg');
    assert.match(await noticeOn(page), /only “of-4\.safetensors” is opened\. Open the other 2 one/);
    await dropTiny(page, 9);
    assert.equal(await page.locator('#notice').textContent(), '');
  });

  test('a folder that holds a checkpoint makes it the network [regression]', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'residua-folder-'));
    writeFileSync(join(folder, 'model.safetensors'), tinyCheckpoint({ classes: 4 }));
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ labels: [...'abcd'] }));
    writeFileSync(join(folder, 'LICENSE.txt'), 'no labels');
    await drop(page, [folder]);
    await networkNamed(page, 'model.safetensors');
    assert.equal(await fact(page, 'labels'), 'known');
    assert.equal(await page.locator('#notice').textContent(), '');
    await dropTiny(page, 9);
  });

  test('what cannot be copied or read is said [regression]', async () => {
    await page.click('[data-sample=pan]');
    await answerFor(page, 'pan.webp');
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true }),
    );
    await page.click('#copy');
    assert.match(await noticeOn(page), /^The browser does not allow copying here\./);
    await page.evaluate(() => {
      Reflect.deleteProperty(navigator, 'clipboard');
      const { webkitGetAsEntry } = DataTransferItem.prototype;
      DataTransferItem.prototype.webkitGetAsEntry = function () {
        DataTransferItem.prototype.webkitGetAsEntry = webkitGetAsEntry;
        const readEntries = (/** @type {any} */ _, /** @type {(error: Error) => void} */ fail) =>
          fail(new DOMException('gone', 'NotFoundError'));
        return /** @type {any} */ ({ isDirectory: true, createReader: () => ({ readEntries }) });
      };
    });
    await drop(page, [mkdtempSync(join(tmpdir(), 'residua-folder-'))]);
    await noticeOn(page, /^That could not be read/);
  });

  test('the answer is copied as text', async () => {
    await page.click('[data-sample=pan]');
    const { bars } = await answerFor(page, 'pan.webp');
    await page.click('#copy');
    await page.waitForFunction(() => document.querySelector('#copy')?.textContent === 'Copied');
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
    assert.equal(lines[0], 'pan.webp');
    assert.deepEqual(
      lines.slice(1).map((line) => line.split('\t')[1]),
      bars.map(({ label }) => label),
    );
  });

  test('the page works where the browser blocks storage [regression]', async () => {
    const blocked = await pages.browser.newContext({ locale: 'en-US', serviceWorkers: 'block' });
    await blocked.addInitScript(() => {
      for (const area of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(globalThis, area, {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
      }
    });
    const complaints = new Watch(blocked);
    const other = await openWithoutWeights(blocked, pages.origin);
    await other.click('#switch-theme');
    assert.equal(await other.getAttribute('html', 'data-theme'), 'dark');
    await speak(other, 'ko');
    await drop(other, [sample('apple')]);
    await other.waitForSelector('#stage-photo:not([hidden])');
    assert.deepEqual(complaints.errors, []);
    await blocked.close();
  });

  test('nothing was asked of any site but those whose address was given', () => {
    const given = new Set([open.origin, closed.origin]);
    const foreign = watch.foreign(pages.origin).filter((url) => !given.has(new URL(url).origin));
    assert.deepEqual(foreign, []);
    assert.deepEqual(watch.errors, []);
  });
});
