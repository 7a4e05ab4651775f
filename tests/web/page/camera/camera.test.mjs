// The camera: named live, paused, let go, and refused.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SCREENSHOTS, noPage, speak } from '../../lib/page.mjs';
import { dropTiny, noticeOn, startPages } from '../../lib/pages.mjs';

describe('the camera of the page', { skip: noPage }, () => {
  /** @type {Awaited<ReturnType<typeof startPages>>} */
  let pages;
  /** @type {import('../../lib/page.mjs').Watch} */
  let watch;
  /** @type {import('playwright-core').Page} */
  let page;

  before(async () => {
    pages = await startPages({
      args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    });
    ({ page, watch } = await pages.visit({ permissions: ['camera'] }));
    await dropTiny(page, 9);
  });
  after(() => pages?.close());

  test('the camera is named live, pauses, and is let go', async () => {
    await page.click('#open-camera');
    await page.waitForFunction(() =>
      /photos a second/.test(document.querySelector('.camera-rate')?.textContent ?? ''),
    );
    assert.match((await page.locator('.camera-name').textContent()) ?? '', /^class \d$/);
    assert.equal(await page.evaluate(() => document.activeElement?.className), 'camera-pause');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.camera-pause').textContent(), 'Resume');
    await page.waitForTimeout(300);
    const label = await page.locator('.camera-answer').innerHTML();
    await page.waitForTimeout(600);
    assert.equal(await page.locator('.camera-answer').innerHTML(), label);
    await page.screenshot({ path: `${SCREENSHOTS}camera.png` });
    await page.click('.camera-pause');
    assert.equal(await page.locator('.camera-pause').textContent(), 'Pause');
    // The bars of a moving picture move.
    await page.waitForFunction(
      (old) => document.querySelector('.camera-answer')?.innerHTML !== old,
      label,
    );
    await page.click('.camera-stop');
    assert.equal(await page.locator('#camera').isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'open-camera');
  });

  test('a paused camera waits for one frame alone, and follows the language [regression]', async () => {
    await page.evaluate(() => {
      const counted = { waiting: 0 };
      Object.assign(globalThis, { counted });
      const { requestVideoFrameCallback, cancelVideoFrameCallback } = HTMLVideoElement.prototype;
      HTMLVideoElement.prototype.requestVideoFrameCallback = function (callback) {
        counted.waiting++;
        return requestVideoFrameCallback.call(this, (...now) => {
          counted.waiting--;
          callback(...now);
        });
      };
      HTMLVideoElement.prototype.cancelVideoFrameCallback = function (handle) {
        counted.waiting--;
        cancelVideoFrameCallback.call(this, handle);
      };
    });
    await page.click('#open-camera');
    await page.locator('.camera-rate', { hasText: 'photos a second' }).waitFor();
    await page.click('.camera-pause');
    await page.waitForTimeout(1500);
    const waiting = await page.evaluate(() => /** @type {any} */ (globalThis).counted.waiting);
    assert.ok(waiting <= 1, `${waiting} callbacks wait`);
    await speak(page, 'ko');
    await page.locator('.camera-rate', { hasText: '일시정지' }).waitFor();
    assert.doesNotMatch(
      (await page.locator('.camera-answer .camera-sure').textContent()) ?? '',
      /[a-z]/,
    );
    assert.equal(await page.locator('.camera-pause').textContent(), '계속');
    await speak(page, 'en');
    await page.click('.camera-stop');
  });

  test('a camera whose pictures cannot be named is let go, and that is said [regression]', async () => {
    await page.click('#open-camera');
    await page.locator('.camera-rate', { hasText: 'photos a second' }).waitFor();
    await page.evaluate(() => {
      const { createImageBitmap } = globalThis;
      Object.assign(globalThis, {
        createImageBitmap: () => Promise.reject(new DOMException('gone', 'InvalidStateError')),
        mend: () => Object.assign(globalThis, { createImageBitmap }),
      });
    });
    await noticeOn(page, /^The camera image could not be classified\./);
    assert.equal(await page.locator('#camera').isVisible(), false);
    await page.evaluate(() => /** @type {any} */ (globalThis).mend());
  });

  test('why there is no camera is said', async () => {
    const said = {
      NotAllowedError: /^The camera is not allowed here\./,
      NotFoundError: /^There is no camera here\./,
      NotReadableError: /^The camera sends no picture\. Another program/,
      AbortError: /^The camera could not be opened\./,
    };
    for (const [name, sentence] of Object.entries(said)) {
      await page.evaluate((refusal) => {
        const { mediaDevices } = navigator;
        mediaDevices.getUserMedia = () => {
          Reflect.deleteProperty(mediaDevices, 'getUserMedia');
          return Promise.reject(new DOMException('refused', refusal));
        };
      }, name);
      await page.click('#open-camera');
      await noticeOn(page, sentence);
      assert.equal(await page.locator('#camera').isVisible(), false);
    }
  });

  test('a camera that ends, and one that the browser does not give, are said [regression]', async () => {
    await page.click('#open-camera');
    await page.waitForSelector('.camera-video');
    await page.evaluate(() => {
      const video = /** @type {HTMLVideoElement} */ (document.querySelector('.camera-video'));
      const [track] = /** @type {MediaStream} */ (video.srcObject).getTracks();
      track.dispatchEvent(new Event('ended'));
    });
    assert.match(await noticeOn(page), /^The camera stopped\./);
    assert.equal(await page.locator('#camera').isVisible(), false);
    await page.evaluate(() =>
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true }),
    );
    await page.click('#open-camera');
    await noticeOn(page, /only over https or on localhost/);
    await page.evaluate(() => Reflect.deleteProperty(navigator, 'mediaDevices'));
  });

  test('nothing was asked of any other site', () => {
    assert.deepEqual(watch.foreign(pages.origin), []);
    assert.deepEqual(watch.errors, []);
  });
});
