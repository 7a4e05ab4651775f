// Teaching on the page: by drops, by the camera, by keys alone, on a phone; what survives a reload; what goes wrong.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { checkAccess } from '../../lib/access.mjs';
import {
  SCREENSHOTS,
  answerFor,
  drop,
  makeFile,
  networkIs,
  sample,
  speak,
} from '../../lib/page.mjs';
import { networkNamed, noticeOn } from '../../lib/pages.mjs';
import {
  card,
  dropOn,
  hasPhotos,
  learnt,
  noTeach,
  openTeach,
  startTeachPages,
  striped,
} from '../../lib/teach-page.mjs';

const names = (/** @type {string[]} */ ...all) => all.map(sample);

describe('teaching on the page', { skip: noTeach }, () => {
  /** @type {Awaited<ReturnType<typeof startTeachPages>>} */
  let pages;
  before(async () => {
    pages = await startTeachPages();
  });
  after(() => pages?.close());

  /** @param {import('playwright-core').BrowserContextOptions} [options] */
  const visit = (options) => pages.visitReady(options);

  test('two classes by drops: learnt, tried, kept over a reload, saved, and opened', async () => {
    const page = await visit();
    await openTeach(page);
    await card(page, 0).locator('.teach-name').fill('Fruit');
    await dropOn(page, 0, names('lemon', 'orange', 'apple'));
    await card(page, 1).locator('.teach-name').fill('Street');
    await dropOn(page, 1, [...names('bus', 'light'), makeFile('broken.jpg', 'no image')]);
    await hasPhotos(page, 0, 3);
    await hasPhotos(page, 1, 2);
    await learnt(page, 5, 2);
    assert.match(
      (await page.locator('.teach-problem').textContent()) ?? '',
      /^One photo was left out\. “broken\.jpg” is not an image/,
    );
    assert.match(
      (await page.locator('.teach-accuracy').textContent()) ?? '',
      /^\d of 5 photos right \(\d+%\)$/,
    );
    // A photo that was learnt from is recognized.
    await page.setInputFiles('.teach-try-input', sample('bus'));
    await page.locator('.teach-try-name', { hasText: 'Street' }).waitFor();
    // Every photo is in one cell of the table, which leads to it.
    const cells = page.locator('.teach-table .teach-opener');
    const counts = (await cells.allTextContents()).map(Number);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      5,
    );
    await cells.first().click();
    assert.equal(await page.locator('.teach-looked img').count(), counts[0]);
    await page.screenshot({ path: `${SCREENSHOTS}teach.png`, fullPage: true });
    await checkAccess(page);

    await page.reload();
    await networkIs(page, 'ready');
    await openTeach(page);
    await learnt(page, 5, 2);
    assert.equal(await card(page, 0).locator('.teach-name').inputValue(), 'Fruit');
    assert.equal(await card(page, 1).locator('img').count(), 2);
    assert.match((await page.locator('.teach-kept').textContent()) ?? '', /only: 0\.\d MB\./);

    const [saved] = await Promise.all([page.waitForEvent('download'), page.click('.teach-save')]);
    assert.equal(saved.suggestedFilename(), 'my-classes.safetensors');
    const file = makeFile('mine.safetensors', readFileSync(await saved.path()));
    await page.reload();
    await networkIs(page, 'ready');
    await drop(page, [file]);
    await networkNamed(page, 'mine.safetensors');
    await drop(page, [sample('bus')]);
    const { bars } = await answerFor(page, 'bus.jpg');
    assert.equal(bars[0].label, 'Street');
    assert.deepEqual(bars.map(({ label }) => label).toSorted(), ['Fruit', 'Street']);
    await page.context().close();
  });

  test('removing, undoing, renaming, reordering and deleting all', async () => {
    const page = await visit();
    await openTeach(page);
    await dropOn(page, 0, names('lemon', 'orange'));
    await dropOn(page, 1, names('bus', 'light'));
    await learnt(page, 4, 2);
    await card(page, 0).locator('.teach-photos button').first().click();
    await hasPhotos(page, 0, 1);
    await learnt(page, 3, 2);
    await page.click('.teach-undo button');
    await hasPhotos(page, 0, 2);
    await learnt(page, 4, 2);
    // A name that another class has is refused, and said.
    const name = card(page, 0).locator('.teach-name');
    await name.fill('class 2');
    await name.blur();
    await noticeOn(page, /^There is already a class “class 2”/);
    assert.equal(await name.inputValue(), '');
    await name.fill('Fruit');
    await name.blur();
    await page.locator('.teach-table th', { hasText: 'Fruit' }).first().waitFor();
    await card(page, 0).locator('.teach-later').click();
    assert.equal(await card(page, 1).locator('.teach-name').inputValue(), 'Fruit');
    assert.ok(
      await page.evaluate(() => document.activeElement?.matches('.teach-later')),
      'the focus stays on the button',
    );
    await page.locator('.teach-table tr:nth-child(3) th', { hasText: 'Fruit' }).waitFor();
    await card(page, 1).locator('.teach-remove').click();
    await page.locator('.teach-undo p', { hasText: '“Fruit” and its 2 photos removed.' }).waitFor();
    await page.locator('.teach-state', { hasText: 'a second class' }).waitFor();
    assert.equal(await page.locator('.teach-save').isVisible(), false);
    await page.click('.teach-undo button');
    await learnt(page, 4, 2);
    await page.click('.teach-clear');
    await page.locator('.teach-state', { hasText: 'Add photos to two classes' }).waitFor();
    await page.reload();
    await networkIs(page, 'ready');
    await openTeach(page);
    await page.locator('.teach-kept', { hasText: 'Photos you add are kept' }).waitFor();
    assert.equal(await page.locator('.teach-photos img').count(), 0);
    await page.context().close();
  });

  test('the example can be tried at once, and is said in Korean with its own classes [regression]', async () => {
    const page = await visit();
    await openTeach(page);
    const began = performance.now();
    await page.click('.teach-example');
    await page.locator('.teach-try-name', { hasText: 'Animals' }).waitFor();
    const seconds = (performance.now() - began) / 1000;
    assert.ok(seconds < 20, `${seconds.toFixed(1)} s`);
    await page.click('.teach-map-box summary');
    await page.locator('.teach-plane .teach-point').first().focus();
    await page.keyboard.press('ArrowRight');
    assert.match(
      (await page.locator('.teach-seen').textContent()) ?? '',
      /^(Animals|Things): .*\.jpg$/,
    );
    // ImageNet's names in Korean, which are none of these classes.
    const known = page.waitForResponse(/labels\/.*ko/);
    await speak(page, 'ko');
    await (await known).finished();
    await page.locator('.teach-state', { hasText: '학습했습니다' }).waitFor();
    const labels = page.locator('.teach-trial .bars > li:not([hidden]) .bar-label');
    await labels.nth(1).waitFor();
    assert.deepEqual(await labels.allTextContents(), ['Animals', 'Things']);
    const text = await page.locator('#teach').innerText();
    // Names of files and formats stay as they are.
    assert.deepEqual(
      text.match(
        /\b(?!safetensors|residua|PyTorch|MB|jpg|Animals|Things|dog|koala|red|panda|cup|baseball|pan)[A-Za-z]{2,}\b/g,
      ),
      null,
    );
    await page.screenshot({ path: `${SCREENSHOTS}teach-korean.png`, fullPage: true });
    await page.context().close();
  });

  test('what is none of the classes is called so, here and by the network in use', async () => {
    const page = await visit();
    await openTeach(page);
    await page.click('.teach-example');
    await page.locator('.teach-try-name', { hasText: 'Animals' }).waitFor();
    await page.setInputFiles('.teach-try-input', striped('wide', 1));
    await page.locator('.teach-try-name', { hasText: 'None of these' }).waitFor();
    await page.click('.teach-use');
    await networkNamed(page, 'my-classes.safetensors');
    await page.click('#notice .quiet');
    await page.evaluate(() => scrollTo(0, 0));
    await drop(page, [striped('wide', 1)]);
    const { name, sure } = await answerFor(page, 'wide-1.bmp');
    assert.equal(name, 'None of these');
    assert.match(sure, /closest class is (Animals|Things)\.$/);
    await page.context().close();
  });

  test('the inside of a taught network shows what is frozen and what was learnt', async () => {
    const page = await visit({ viewport: { width: 1280, height: 1000 } });
    // Of the network as it came nothing is said.
    await drop(page, [sample('orange')]);
    await answerFor(page, 'orange.jpg');
    await page.click('#open-inside');
    await page.waitForSelector('.map button');
    assert.equal(await page.locator('[data-origin]').count(), 2, 'the hidden legend');
    assert.equal(await page.locator('.map-legend').isVisible(), false);
    await page.click('.inside-close');

    await openTeach(page);
    await page.click('.teach-example');
    await page.locator('.teach-take').waitFor();
    await page.click('.teach-use');
    await networkNamed(page, 'my-classes.safetensors');
    await page.click('#notice .quiet');
    await page.evaluate(() => scrollTo(0, 0));
    await drop(page, [sample('bus')]);
    await answerFor(page, 'bus.jpg');
    await page.click('#open-inside');
    await page.locator('.map-legend li', { hasText: 'frozen: taken over as it was' }).waitFor();
    const parts = await page.locator('.map button').evaluateAll((buttons) =>
      buttons.map((button) => ({
        part: /** @type {HTMLElement} */ (button).dataset.part ?? '',
        origin: /** @type {HTMLElement} */ (button.querySelector('.map-box')).dataset.origin,
        label: button.getAttribute('aria-label') ?? '',
      })),
    );
    assert.deepEqual(parts[0], { part: 'photo', origin: undefined, label: '' });
    const head = parts[parts.length - 1];
    assert.deepEqual(head, {
      part: 'head',
      origin: 'learnt',
      label: 'head, last layer learned by teaching',
    });
    for (const { origin, label } of parts.slice(1, -1)) {
      assert.equal(origin, 'frozen');
      assert.match(label, /, frozen$/);
    }
    await page.click('.map button[data-part=head]');
    assert.match((await page.locator('.map-facts').textContent()) ?? '', /learned by teaching/);
    await checkAccess(page);
    await page.screenshot({ path: `${SCREENSHOTS}teach-inside.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await speak(page, 'ko');
    await page.locator('.map-legend li', { hasText: '고정: 원래 가중치 그대로' }).waitFor();
    await page.locator('.lab-top').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${SCREENSHOTS}teach-inside-phone-korean.png` });
    await page.context().close();
  });

  test('by the camera: photos are taken while the button is held, and named live', async () => {
    const page = await visit({ permissions: ['camera'] });
    await openTeach(page);
    await dropOn(page, 0, names('lemon', 'orange'));
    await card(page, 1).locator('.teach-film').click();
    const hold = card(page, 1).locator('.teach-hold');
    await hold.hover();
    await page.waitForFunction(
      () =>
        /** @type {HTMLVideoElement} */ (
          document.querySelector('.teach-camera:not([hidden]) video')
        )?.videoWidth,
    );
    await page.mouse.down();
    await page.waitForFunction(
      () => parseInt(document.querySelectorAll('.teach-count')[1].textContent ?? '', 10) >= 3,
    );
    await page.mouse.up();
    await page.locator('.teach-state', { hasText: /^Learned from/ }).waitFor();
    await card(page, 1).locator('.teach-film').click();
    assert.equal(await card(page, 1).locator('video').isVisible(), false);
    await page.click('.teach-try-film');
    await page.locator('.teach-try-name', { hasText: /^Class 2$|^None of these$/ }).waitFor();
    await page.screenshot({ path: `${SCREENSHOTS}teach-camera.png`, fullPage: true });
    await page.click('.teach-close');
    assert.equal(await page.locator('#teach').isVisible(), false);
    assert.ok(await page.evaluate(() => document.activeElement?.matches('#open-teach')));
    await page.context().close();
  });

  test('by keys alone: names, a photo held from the camera, and an answer', async () => {
    const page = await visit({ permissions: ['camera'] });
    const tabTo = async (/** @type {string} */ selector) => {
      for (let press = 0; press < 80; press++) {
        const there = await page.evaluate(
          (wanted) => document.activeElement?.matches(wanted) ?? false,
          selector,
        );
        if (there) return;
        await page.keyboard.press('Tab');
      }
      assert.fail(`Tab does not lead to ${selector}`);
    };
    await tabTo('#open-teach');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.teach-card');
    await page.waitForFunction(() => document.activeElement?.id === 'teach-title');
    await tabTo('.teach-card:nth-child(1) .teach-name');
    await page.keyboard.type('Green');
    await tabTo('.teach-card:nth-child(1) .teach-film');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.matches('.teach-hold'));
    await page.waitForFunction(
      () =>
        /** @type {HTMLVideoElement} */ (
          document.querySelector('.teach-camera:not([hidden]) video')
        )?.videoWidth,
    );
    await page.keyboard.press('Space');
    await hasPhotos(page, 0, 1);
    await page.keyboard.press('Enter');
    await hasPhotos(page, 0, 2);
    await tabTo('.teach-card:nth-child(2) .teach-pick');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.keyboard.press('Enter'),
    ]);
    await chooser.setFiles(names('bus', 'light'));
    await learnt(page, 4, 2);
    await tabTo('.teach-try-pick');
    const [other] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.keyboard.press('Enter'),
    ]);
    await other.setFiles(sample('bus'));
    await page.locator('.teach-try-name', { hasText: 'Class 2' }).waitFor();
    // Put right: the photo goes to the class that is chosen.
    await tabTo('.teach-correct select');
    await page.keyboard.press('ArrowDown');
    await tabTo('.teach-correct button');
    await page.keyboard.press('Enter');
    await learnt(page, 5, 2);
    await page.context().close();
  });

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`on a phone, ${colorScheme}: the example, the steps, and nothing sticks out`, async () => {
      const page = await visit({
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
        colorScheme,
      });
      await page.tap('#open-teach');
      await page.waitForSelector('.teach-card');
      await page.screenshot({ path: `${SCREENSHOTS}teach-phone-${colorScheme}-empty.png` });
      await page.tap('.teach-example');
      await page.locator('.teach-try-name', { hasText: 'Animals' }).waitFor();
      await page.tap('.teach-steps a >> nth=1');
      await page.waitForFunction(() => document.activeElement?.id === 'teach-probe');
      await page.screenshot({ path: `${SCREENSHOTS}teach-phone-${colorScheme}-try.png` });
      await page.tap('.teach-map-box summary');
      await page.screenshot({
        path: `${SCREENSHOTS}teach-phone-${colorScheme}.png`,
        fullPage: true,
      });
      await checkAccess(page);
      await page.context().close();
    });
  }

  test('a broken photo among fifty loses nothing', async () => {
    const page = await visit();
    await openTeach(page);
    const photos = Array.from({ length: 49 }, (_, seed) => striped('wide', seed));
    photos.splice(20, 0, makeFile('broken.png', 'no image'));
    await dropOn(page, 0, photos);
    await hasPhotos(page, 0, 49);
    await page.locator('.teach-problem', { hasText: '“broken.png” is not an image' }).waitFor();
    // The rest is shown when it is asked for.
    assert.equal(await card(page, 0).locator('img').count(), 18);
    await card(page, 0).locator('.teach-more').click();
    assert.equal(await card(page, 0).locator('img').count(), 49);
    await page.context().close();
  });

  test('a full storage is said, loses nothing, and is tried again', async () => {
    const page = await visit();
    const session = await page.context().newCDPSession(page);
    const quota = (/** @type {number} */ quotaSize) =>
      session.send('Storage.overrideQuotaForOrigin', { origin: pages.origin, quotaSize });
    await quota(1);
    await openTeach(page);
    await dropOn(page, 0, names('lemon', 'orange'));
    await dropOn(page, 1, names('bus', 'light'));
    await learnt(page, 4, 2);
    await page.locator('.teach-kept', { hasText: 'storage is full: 4 photos' }).waitFor();
    await page.screenshot({ path: `${SCREENSHOTS}teach-full.png`, fullPage: true });
    await quota(100e6);
    await card(page, 0).locator('.teach-photos button').first().click();
    await page.locator('.teach-kept', { hasText: 'Kept in this browser only' }).waitFor();
    await page.reload();
    await networkIs(page, 'ready');
    await openTeach(page);
    await learnt(page, 3, 2);
    await page.context().close();
  });

  test('another network looks at the kept photos anew', async () => {
    const { tinyCheckpoint } = await import('../../lib/tiny-checkpoint.mjs');
    const page = await visit();
    await openTeach(page);
    await dropOn(page, 0, names('lemon', 'orange'));
    await dropOn(page, 1, names('bus', 'light'));
    await learnt(page, 4, 2);
    await page.setInputFiles('.teach-try-input', sample('bus'));
    await page.locator('.teach-try-name', { hasText: 'Class 2' }).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await drop(page, [makeFile('other.safetensors', tinyCheckpoint({ classes: 3 }))]);
    await networkNamed(page, 'other.safetensors');
    await page.locator('.teach-base', { hasText: 'other.safetensors' }).waitFor();
    await learnt(page, 4, 2);
    await page.locator('.teach-try-name', { hasText: /^Class|^None/ }).waitFor();
    // Its own file is the base of the next one, with the same embeddings.
    await page.click('.teach-use');
    await networkNamed(page, 'my-classes.safetensors');
    await learnt(page, 4, 2);
    await noticeOn(page, /^Your model now answers/);
    await page.context().close();
  });

  test('nothing is sent anywhere', async () => {
    const page = await visit();
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await openTeach(page);
    await page.click('.teach-example');
    await page.locator('.teach-try-name', { hasText: 'Animals' }).waitFor();
    const elsewhere = asked.filter((url) => /^http/.test(url) && !url.startsWith(pages.origin));
    assert.deepEqual(elsewhere, []);
    await page.context().close();
  });
});
