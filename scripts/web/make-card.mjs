// Makes the picture for link previews: a screenshot of the built page with an answer.
//
// Requires the tools of tests/web (npm ci there) and Chromium.

import { launchChromium } from '../../tests/web/lib/browser.mjs';
import { startStaticHost } from '../../tests/web/lib/static-host.mjs';

/** The size that link previews expect, in pixels. */
export const CARD = { width: 1200, height: 630 };

/**
 * @param {string} folder of a built page
 * @param {string} file a JPEG
 * @returns {Promise<void>}
 */
export async function makeCard(folder, file) {
  const host = await startStaticHost(folder);
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({
      locale: 'en-US',
      viewport: CARD,
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await page.goto(`${host.address}?sample=dog`);
    await page.locator('#copy:enabled').waitFor();
    // Waits for the animation of the bars.
    await page.waitForTimeout(800);
    await page.screenshot({ path: file, type: 'jpeg', quality: 85 });
  } finally {
    await browser.close();
    await host.close();
  }
}
