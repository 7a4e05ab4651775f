// The page on the project's own server, opened as often as the tests of a file need it.

import { Watch, answerFor, drop, makeFile, openWithoutWeights } from './page.mjs';
import { startServedBrowser } from './served-browser.mjs';
import { tinyCheckpoint } from './tiny-checkpoint.mjs';

/**
 * @typedef {object} Visit
 * @property {import('playwright-core').BrowserContext} context
 * @property {import('playwright-core').Page} page
 * @property {Watch} watch
 */

/**
 * @typedef {object} Pages
 * @property {string} origin
 * @property {import('playwright-core').Browser} browser
 * @property {(options?: import('playwright-core').BrowserContextOptions & { query?: string }) => Promise<Visit>} visit opens
 *   the page in English, where no weights can be had
 * @property {(options?: import('playwright-core').BrowserContextOptions) => Promise<import('playwright-core').Page>} open
 *   opens the page with all that it has
 * @property {() => Promise<void>} close
 */

/**
 * @param {{ args?: string[], given?: string[] }} [options] as launchChromium takes them
 * @returns {Promise<Pages>}
 */
export async function startPages({ args, given } = {}) {
  const served = await startServedBrowser(args, { given });
  const newContext = (/** @type {import('playwright-core').BrowserContextOptions} */ options) =>
    served.browser.newContext({
      locale: 'en-US',
      viewport: { width: 1280, height: 900 },
      serviceWorkers: 'block',
      ...options,
    });
  return {
    ...served,
    async visit({ query, ...options } = {}) {
      const context = await newContext(options);
      const watch = new Watch(context);
      return { context, watch, page: await openWithoutWeights(context, served.origin, query) };
    },
    async open(options = {}) {
      const page = await (await newContext(options)).newPage();
      await page.goto(`${served.origin}/page/`);
      return page;
    },
  };
}

/**
 * Drops a small network of random weights on the page, and waits until it answers.
 * @param {import('playwright-core').Page} page
 * @param {number} classes
 * @param {string} [name] of its file
 */
export async function dropTiny(page, classes, name = 'tiny.safetensors') {
  await drop(page, [makeFile(name, tinyCheckpoint({ classes }))]);
  await networkNamed(page, name);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} name of the network in use
 */
export async function networkNamed(page, name) {
  await page.waitForFunction(
    (title) => document.querySelector('[data-fact=name]')?.textContent === title,
    name,
  );
}

/**
 * What the panel says of the network in use.
 * @param {import('playwright-core').Page} page
 * @param {string} name of the fact
 */
export const fact = (page, name) => page.locator(`[data-fact=${name}]`).textContent();

/**
 * What the page says that went wrong.
 * @param {import('playwright-core').Page} page
 * @param {RegExp} [wanted] waits for a sentence like this one
 * @returns {Promise<string>}
 */
export async function noticeOn(page, wanted = /./) {
  const sentence = page.locator('#notice p', { hasText: wanted });
  return (await sentence.textContent()) ?? '';
}

/**
 * Makes the page say that something went wrong: an address that is none.
 * @param {import('playwright-core').Page} page
 */
export async function makeNotice(page) {
  await page.fill('#address', 'nowhere');
  await page.press('#address', 'Enter');
  await noticeOn(page, /not a link|주소가 아닙니다/);
}

/**
 * Opens the page with a small network of random weights that has answered for a sample.
 * @param {Pages} pages
 * @param {string} name of one of the page's own samples
 */
export async function visitAnswered(pages, name) {
  const { page } = await pages.visit();
  await dropTiny(page, 9);
  await page.click(`[data-sample=${name}]`);
  await answerFor(page, `${name}.webp`);
  return page;
}
