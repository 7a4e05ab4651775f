// Whether a page can be used by everyone, as far as axe and its width tell.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * That axe finds nothing serious, and nothing is wider than the window. The page's context bypasses its Content-Security-Policy.
 * @param {import('playwright-core').Page} page
 * @param {string} [within] a selector: what axe looks at; default: the whole page
 */
export async function checkAccess(page, within) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (selector) => /** @type {any} */ (globalThis).axe.run(...(selector ? [selector] : [])),
    within,
  );
  const serious = violations
    .filter((/** @type {any} */ one) => ['serious', 'critical'].includes(one.impact))
    .map(
      (/** @type {any} */ one) =>
        `${one.id}: ${one.nodes.map((/** @type {any} */ node) => node.html).join(' ')}`,
    );
  assert.deepEqual(serious, []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} pixels too wide`);
}
