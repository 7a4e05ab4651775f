// A real Chromium for the tests.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A reason to skip tests that need a browser, or false. */
export const noBrowser = existsSync(EXECUTABLE)
  ? false
  : `there is no Chromium at ${EXECUTABLE}; name one as CHROMIUM`;

/**
 * @param {string[]} [args] more flags
 * @returns {Promise<import('playwright-core').Browser>}
 */
export function launchChromium(args = []) {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  });
}
