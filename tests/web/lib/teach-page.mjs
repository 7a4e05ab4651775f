// The page's section "Teach", as its tests use it.

import { existsSync } from 'node:fs';
import { noBuiltin } from './builtin.mjs';
import { drop, makeFile, networkIs, noPage } from './page.mjs';
import { startPages } from './pages.mjs';
import { picture } from './picture.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** Stripes of one direction, or of the other: a network of any weights tells them apart. */
export const striped = (/** @type {'wide' | 'narrow'} */ kind, /** @type {number} */ seed) =>
  makeFile(
    `${kind}-${seed}.bmp`,
    picture({ width: 128, height: 96, seed: kind === 'wide' ? 40 + seed : seed }),
  );

/** Pages of a browser with a camera; `visitReady` opens one with the built-in network. */
export async function startTeachPages() {
  const pages = await startPages({
    args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  return {
    ...pages,
    async visitReady(
      /** @type {import('playwright-core').BrowserContextOptions | undefined} */ options,
    ) {
      const page = await pages.open({ bypassCSP: true, ...options });
      await networkIs(page, 'ready');
      // From now on the browser's dialogs are reported instead of being opened.
      page.on('filechooser', () => {});
      return page;
    },
  };
}

/** @param {Page} page */
export const openTeach = async (page) => {
  await page.click('#open-teach');
  await page.waitForSelector('.teach-card');
};

/** @param {Page} page @param {number} index of the class */
export const card = (page, index) => page.locator('.teach-card').nth(index);

/**
 * Drops photos on a class.
 * @param {Page} page
 * @param {number} index of the class
 * @param {string[]} files
 */
export const dropOn = async (page, index, files) => {
  const head = card(page, index).locator('.teach-count');
  await head.scrollIntoViewIfNeeded();
  const { x, y, width, height } =
    /** @type {{ x: number, y: number, width: number, height: number }} */ (
      await head.boundingBox()
    );
  await drop(page, files, { at: { x: x + width / 2, y: y + height / 2 } });
  // The cards below move when the first photo appears.
  await card(page, index)
    .locator('.teach-count', { hasText: /^[1-9]/ })
    .waitFor();
};

/** @param {Page} page @param {number} index @param {number} count */
export const hasPhotos = (page, index, count) =>
  card(page, index)
    .locator('.teach-count', { hasText: new RegExp(`^${count} photos?$`) })
    .waitFor();

/** @param {Page} page @param {number} photos @param {number} classes */
export const learnt = (page, photos, classes) =>
  page
    .locator('.teach-state', { hasText: `Learned from ${photos} photos of ${classes} classes.` })
    .waitFor();

/** A reason to skip tests of teaching on the page, or false. */
export const noTeach =
  noPage ||
  noBuiltin ||
  (existsSync(new URL('../../../web/dist/residua-teach.wasm', import.meta.url))
    ? false
    : 'web/dist has no residua-teach.wasm; scripts/build.sh wasm-simd makes it');
