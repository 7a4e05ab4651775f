// An empty page of the project's own server, on which a test uses the module as any page would.

import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import { startServedBrowser } from './served-browser.mjs';
import { SHARED } from './shared-data.mjs';
import { tinyCheckpoint } from './tiny-checkpoint.mjs';

/** What a page needs for threads. */
export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * @param {string[]} [args] more flags of the browser
 * @returns {Promise<{ origin: string, browser: import('playwright-core').Browser,
 *   open: (headers?: Record<string, string>) => Promise<import('playwright-core').Page>,
 *   close: () => Promise<void> }>}
 */
export async function startModulePages(args) {
  const served = await startServedBrowser(args);
  return {
    ...served,
    async open(headers = ISOLATION) {
      const context = await served.browser.newContext();
      await context.route('**/blank.html', (route) =>
        route.fulfill({
          body: '<!doctype html><title>blank</title>',
          headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers },
        }),
      );
      const page = await context.newPage();
      page.on('pageerror', (error) => console.error('page error:', error));
      await page.goto(`${served.origin}/blank.html`);
      return page;
    },
  };
}

/**
 * The same for all tests of a file: started with the first page, closed after them.
 * @returns {Record<'open' | 'openTiny', () => Promise<import('playwright-core').Page>>} openTiny: with tinyCheckpoint() at
 *   /tiny.safetensors
 */
export function modulePages() {
  /** @type {ReturnType<typeof startModulePages> | undefined} */
  let started;
  after(async () => (await started)?.close());
  const open = async () => (await (started ??= startModulePages())).open();
  return {
    open,
    async openTiny() {
      const page = await open();
      await serveBytes(page, '/tiny.safetensors', tinyCheckpoint());
      return page;
    },
  };
}

/**
 * Gives a page the shared ResNet-18, by its name, and /dog.jpg.
 * @param {import('playwright-core').Page} page
 */
export async function serveDog(page) {
  const weights = 'resnet18-imagenet-pqf.safetensors';
  await serveBytes(page, `/models/${weights}`, await readFile(`${SHARED}/weights/${weights}`));
  await serveBytes(page, '/dog.jpg', await readFile(`${SHARED}/images/dog.jpg`));
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
