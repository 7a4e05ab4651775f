// The project's own server and a Chromium for it, begun and ended together.

import { launchChromium } from './browser.mjs';
import { startServer } from './server.mjs';

/**
 * @param {Parameters<typeof launchChromium>} launch
 * @returns {Promise<{ origin: string, browser: import('playwright-core').Browser, close: () => Promise<void> }>}
 */
export async function startServedBrowser(...launch) {
  const server = await startServer();
  const browser = await launchChromium(...launch);
  return {
    origin: server.origin,
    browser,
    async close() {
      try {
        await browser.close();
      } finally {
        await server.close();
      }
    },
  };
}
