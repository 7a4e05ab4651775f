// A real Chromium for the tests, watched all the time: asking another site fails the test that closes it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ForeignRequests } from './foreign-requests.mjs';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A reason to skip tests that need a browser, or false. */
export const noBrowser = existsSync(EXECUTABLE)
  ? false
  : `there is no Chromium at ${EXECUTABLE}; name one as CHROMIUM`;

/**
 * @param {string[]} [args] more flags
 * @param {{ given?: string[] }} [options] given: hosts whose addresses the visitor of a test gives
 * @returns {Promise<import('playwright-core').Browser>} whose `close` throws where any other was asked
 */
export async function launchChromium(args = [], { given = [] } = {}) {
  const requests = new ForeignRequests(given);
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: [...FLAGS, ...args] });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    requests.watch(context);
    return context;
  };
  const close = browser.close.bind(browser);
  browser.close = async (options) => {
    await close(options);
    assert.deepEqual(requests.seen, [], 'other sites were asked');
  };
  return browser;
}

/**
 * A Chromium with an extension. Nothing watches it.
 * @param {string} folder of the unpacked extension
 * @returns {Promise<{ context: import('playwright-core').BrowserContext, id: string }>} closing the context ends the
 *   browser; id: of the extension, which Chromium makes from the path
 */
export async function launchChromiumWithExtension(folder) {
  const path = realpathSync(folder);
  const context = await launchChromiumWith({}, [
    `--disable-extensions-except=${path}`,
    `--load-extension=${path}`,
    // Chrome ignores the switch before it otherwise.
    '--disable-features=DisableLoadExtensionCommandLineSwitch',
  ]);
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const id = [...digest].map((digit) => 'abcdefghijklmnop'[parseInt(digit, 16)]).join('');
  return { context, id };
}

/**
 * A Chromium with settings that only a profile can hold. Nothing watches it.
 * @param {object} preferences
 * @param {string[]} [args] more flags
 * @returns {Promise<import('playwright-core').BrowserContext>} closing it ends the browser
 */
export async function launchChromiumWith(preferences, args = []) {
  const profile = mkdtempSync(join(tmpdir(), 'residua-chromium-'));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    args: [...FLAGS, ...args],
    // Playwright switches extensions off.
    ignoreDefaultArgs: args.length ? ['--disable-extensions'] : [],
    locale: 'en-US',
    viewport: { width: 1280, height: 900 },
  });
  // The browser writes into it for some time after it has been closed.
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
  return context;
}
