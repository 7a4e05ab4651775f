// An empty page of the project's own server, on which a test uses the module as any page would.

import { launchChromium } from './browser.mjs';
import { startServer } from './server.mjs';

/** What a page needs for threads. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * @returns {Promise<{ origin: string, browser: import('playwright-core').Browser,
 *   open: (headers?: Record<string, string>) => Promise<import('playwright-core').Page>,
 *   close: () => Promise<void> }>}
 */
export async function startModulePages() {
  const server = await startServer();
  const browser = await launchChromium();
  return {
    origin: server.origin,
    browser,
    async open(headers = ISOLATION) {
      const context = await browser.newContext();
      await context.route('**/blank.html', (route) =>
        route.fulfill({
          body: '<!doctype html><title>blank</title>',
          headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
        }),
      );
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error('page error:', error));
      await page.goto(`${server.origin}/blank.html`);
      return page;
    },
    async close() {
      try {
        await browser.close();
      } finally {
        await server.close();
      }
    },
  };
}

/**
 * Gives a page a file under an address of its own origin.
 * @param {import('playwright-core').Page} page
 * @param {string} path
 * @param {Uint8Array} body
 */
export async function serveBytes(page, path, body) {
  await page.route(`**${path}`, (route) =>
    route.fulfill({
      body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
      contentType: 'application/octet-stream',
      headers: { 'Cross-Origin-Resource-Policy': 'same-origin' },
    }),
  );
}
