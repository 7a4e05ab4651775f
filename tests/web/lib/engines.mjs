// The three engines that visitors have, each with the few things that a test of all three does: Chromium through playwright,
// Firefox through puppeteer's WebDriver BiDi, WebKit through a WebDriver of our own.

import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { launchChromium, launchChromiumWith, noBrowser } from './browser.mjs';
import { noWebKit, startWebKit } from './webkit.mjs';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** @typedef {(...args: any[]) => unknown} Script a function that runs in the page and sees nothing of the test */

/**
 * One window of a browser with an empty profile.
 * @typedef {object} Visitor
 * @property {(url: string) => Promise<unknown>} goto
 * @property {() => Promise<unknown>} reload
 * @property {() => Promise<unknown>} reloaded settles when the page reloads itself. Asking the page anything counts as an act of
 *   the visitor's in two of the engines, so it is not asked
 * @property {<T>(script: (...args: any[]) => T | Promise<T>, ...args: unknown[]) => Promise<T>} run
 * @property {(selector: string) => Promise<unknown>} click
 * @property {(selector: string, paths: string[]) => Promise<unknown>} choose files in an `<input type="file">`
 * @property {() => Promise<Uint8Array>} screenshot PNG
 * @property {() => Promise<void>} close
 */

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {string | false} skip why it cannot be tested here
 * @property {(settings?: Settings) => Promise<Visitor>} start
 */

/**
 * @typedef {object} Settings
 * @property {Record<string, string>} [webkit] environment of WebKit, such as `JSC_useSharedArrayBuffer`
 * @property {Record<string, unknown>} [firefox] preferences of Firefox
 * @property {string[]} [chromium] flags of Chromium
 * @property {object} [preferences] of Chromium's profile
 */

/** @type {Engine[]} */
export const ENGINES = [
  { name: 'Chromium', skip: noBrowser, start: startChromium },
  {
    name: 'Firefox',
    skip: existsSync(FIREFOX)
      ? false
      : `there is no Firefox at ${FIREFOX}; name one as FIREFOX, or let scripts/setup.sh test install it`,
    start: startFirefox,
  },
  { name: 'WebKit', skip: noWebKit, start: startVisitingWebKit },
];

/** @param {Settings} [settings] @returns {Promise<Visitor>} */
async function startChromium({ chromium = [], preferences } = {}) {
  const options = { locale: 'en-US', viewport: { width: 1280, height: 900 } };
  const browser = preferences
    ? await launchChromiumWith(preferences)
    : await launchChromium(chromium);
  const context = 'newContext' in browser ? await browser.newContext(options) : browser;
  const page = await context.newPage();
  return {
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    reloaded: () => page.waitForEvent('domcontentloaded', { timeout: 60_000 }),
    run: (script, ...args) => page.evaluate(calling(script, args)),
    click: (selector) => page.click(selector),
    choose: (selector, paths) => page.setInputFiles(selector, paths),
    screenshot: () => page.screenshot(),
    close: () => browser.close(),
  };
}

/** @param {Settings} [settings] @returns {Promise<Visitor>} */
async function startFirefox({ firefox = {} } = {}) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-US', ...firefox },
    // A busy machine takes longer than the 30 seconds that are usual.
    timeout: 120_000,
    defaultViewport: { width: 1280, height: 900 },
  });
  const [page] = await browser.pages();
  page.setDefaultTimeout(120_000);
  return {
    goto: (url) => page.goto(url),
    reload: () => page.reload(),
    reloaded: () =>
      new Promise((resolve) => page.once('domcontentloaded', () => resolve(undefined))),
    run: (script, ...args) => page.evaluate(calling(script, args)),
    click: (selector) => page.click(selector),
    async choose(selector, paths) {
      const field = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (
        await page.$(selector)
      );
      await field.uploadFile(...paths);
    },
    screenshot: () => page.screenshot(),
    close: () => browser.close(),
  };
}

/** @param {Settings} [settings] @returns {Promise<Visitor>} */
async function startVisitingWebKit({ webkit } = {}) {
  const { driver, close } = await startWebKit(webkit);
  return {
    goto: (url) => driver.goto(url),
    reload: () => driver.reload(),
    // Only a reload isolates it where it was not; here that is asked, which WebKit takes for nothing else.
    reloaded: () => until(driver, () => crossOriginIsolated),
    run: (script, ...args) => driver.run(script, ...args),
    click: (selector) => driver.click(selector),
    choose: (selector, paths) => driver.choose(selector, paths),
    screenshot: () => driver.screenshot(),
    close,
  };
}

/**
 * @param {Function} script
 * @param {unknown[]} args JSON
 * @returns {any} an expression that runs it
 */
function calling(script, args) {
  return `(${script})(...${JSON.stringify(args)})`;
}

/**
 * Does what starts a browser of its own. On a busy machine a browser now and then stands still, so what fails once is done
 * again with a new one; what fails twice is at fault.
 * @param {() => Promise<void>} body
 */
export async function withNewBrowser(body) {
  try {
    await body();
  } catch (error) {
    console.error(`once more with a new browser, after: ${error}`);
    await body();
  }
}

/**
 * Asks the page again and again until it says yes.
 * @param {Pick<Visitor, 'run'>} visitor
 * @param {Script} script
 * @param {...unknown} args
 */
export async function until(visitor, script, ...args) {
  const late = Date.now() + 60_000;
  for (;;) {
    // While the page is being replaced it has no answer.
    if (await visitor.run(script, ...args).catch(() => false)) return;
    if (Date.now() > late) throw new Error(`after a minute not yet: ${script}`);
    await setTimeout(100);
  }
}
