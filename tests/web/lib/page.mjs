// The page under test: opened in a real browser, with real drops.

import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { noBrowser } from './browser.mjs';
import { noSamplesOnPage, pageSample, sample } from './samples.mjs';

export const SCREENSHOTS = fileURLToPath(new URL('../screenshots/', import.meta.url));
mkdirSync(SCREENSHOTS, { recursive: true });

const GLUE = new URL('../../../web/dist/residua-simd.mjs', import.meta.url);

/** A reason to skip tests of the page, or false. */
export const noPage =
  noBrowser ||
  (existsSync(GLUE) ? false : 'web/dist has no WebAssembly; scripts/build.sh wasm-simd makes it') ||
  noSamplesOnPage;

/** What every page of a browser context asked for, and what it complained about. */
export class Watch {
  /** @type {URL[]} */
  requests = [];
  /** @type {string[]} */
  errors = [];

  /** @param {import('playwright-core').BrowserContext} context */
  constructor(context) {
    context.on('request', (request) => this.requests.push(new URL(request.url())));
    context.on('weberror', (error) => this.errors.push(String(error.error().stack)));
    context.on('console', (message) => {
      // That a file is not there is what some tests are about.
      if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
        this.errors.push(message.text());
      }
    });
  }

  /** @param {string} origin @returns {string[]} addresses elsewhere */
  foreign(origin) {
    return this.requests
      .filter(({ protocol }) => /^(https?|wss?):$/.test(protocol))
      .filter((url) => url.origin !== origin)
      .map(String);
  }
}

/**
 * Drops files on the page as the operating system does: the browser takes it for a real drag.
 * @param {import('playwright-core').Page} page
 * @param {string[]} files paths
 * @param {{ items?: { mimeType: string, data: string }[], at?: { x: number, y: number } }} [more] items: of drags from other
 *   pages; at: where it is let go, pixels
 */
export async function drop(page, files, { items = [], at = { x: 200, y: 300 } } = {}) {
  const session = await page.context().newCDPSession(page);
  const data = { items, files, dragOperationsMask: 1 };
  // Chromium now and then loses a drop of this kind where the page is just being laid out: a person would do it again.
  for (let time = 0; time < 3; time++) {
    const dropped = await page.evaluateHandle(() => {
      const seen = { drop: false };
      addEventListener('drop', () => (seen.drop = true), { capture: true, once: true });
      return seen;
    });
    for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
      await session.send('Input.dispatchDragEvent', { type, ...at, data });
    }
    const arrived = await page
      .waitForFunction((seen) => seen.drop, dropped, { timeout: 3000 })
      .catch(() => undefined);
    await dropped.dispose();
    if (arrived) return session.detach();
  }
  throw new Error('the browser gave the page none of three drops');
}

/**
 * What the answer card says.
 * @param {import('playwright-core').Page} page
 */
export async function readAnswer(page) {
  return page.evaluate(() => {
    const text = (/** @type {ParentNode} */ root, /** @type {string} */ selector) =>
      root.querySelector(selector)?.textContent?.trim() ?? '';
    return {
      file: text(document, '#answer-file'),
      name: text(document, '#answer-name'),
      sure: text(document, '#answer-sure'),
      said: text(document, '#answer-said'),
      bars: [...document.querySelectorAll('#bars > li:not([hidden])')].map((row) => ({
        label: text(row, '.bar-label'),
        probability: parseFloat(text(row, '.bar-value')) / 100,
        width: new DOMMatrix(
          getComputedStyle(/** @type {Element} */ (row.querySelector('.bar-fill'))).transform,
        ).a,
      })),
      ms: Object.fromEntries(
        [...document.querySelectorAll('#times [data-ms]')].map((value) => [
          /** @type {HTMLElement} */ (value).dataset.ms,
          parseFloat(value.textContent ?? ''),
        ]),
      ),
    };
  });
}

/**
 * Chooses the language of the page, and waits until it speaks it.
 * @param {import('playwright-core').Page} page
 * @param {string} code
 */
export async function speak(page, code) {
  await page.selectOption('#switch-language', code);
  await page.waitForSelector(`html[lang=${code}]`);
}

/**
 * Waits until the answer of that photo stands and its bars have grown.
 * @param {import('playwright-core').Page} page
 * @param {string} file its name
 */
export async function answerFor(page, file) {
  await page.waitForFunction(
    (name) =>
      document.querySelector('#answer-file')?.textContent === name &&
      document.querySelectorAll('#times [data-ms]').length === 3,
    file,
    { timeout: 60_000 },
  );
  await page.waitForFunction(() =>
    document.getAnimations().every((animation) => animation.playState !== 'running'),
  );
  return readAnswer(page);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {'ready' | 'missing'} state of the network
 */
export function networkIs(page, state) {
  return page.waitForSelector(`#model-chip[data-state=${state}]`, { timeout: 120_000 });
}

/**
 * Takes the weights away that are stored beside the page, the built-in ones too.
 * @param {import('playwright-core').BrowserContext} context
 */
export async function hideWeights(context) {
  for (const weights of ['**/weights/downloads/**', '**/dist/builtin.safetensors']) {
    await context.route(weights, (route) => route.fulfill({ status: 404 }));
  }
}

/**
 * Opens the page where no weights can be had, and dismisses what it says of that.
 * @param {import('playwright-core').BrowserContext} context
 * @param {string} origin
 * @param {string} [query]
 */
export async function openWithoutWeights(context, origin, query = '') {
  await hideWeights(context);
  const page = await context.newPage();
  await page.goto(`${origin}/page/${query}`);
  await networkIs(page, 'missing');
  // Not with the mouse, which would take the focus there.
  await page.locator('#notice .quiet').evaluate((button) => button.click());
  return page;
}

const folder = mkdtempSync(join(tmpdir(), 'residua-page-'));

/**
 * A file of the test's own.
 * @param {string} name
 * @param {string | Uint8Array} content
 * @returns {string} its path
 */
export function makeFile(name, content) {
  const path = join(folder, basename(name));
  writeFileSync(path, content);
  return path;
}

export { pageSample, sample };
