// Waits for what Chromium does for itself.

import { setTimeout } from 'node:timers/promises';

/**
 * Waits until no renderer of the browser is at work. With every window Chromium loads pages of its own, for its address
 * bar: for a second they take a processor, and over 100 MB, that a visitor's browser has taken long before.
 * @param {import('playwright-core').Browser} browser
 */
export async function untilIdle(browser) {
  const session = await browser.newBrowserCDPSession();
  const seconds = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo
      .filter(({ type }) => type === 'renderer')
      .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  let before = await seconds();
  for (let idle = 0, tries = 0; idle < 2 && tries < 40; tries++) {
    await setTimeout(500);
    const now = await seconds();
    idle = now - before < 0.05 ? idle + 1 : 0;
    before = now;
  }
  await session.detach();
}
