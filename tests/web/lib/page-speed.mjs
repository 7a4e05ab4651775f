// How quickly the page is there, as Lighthouse would say it.

import { untilIdle } from './idle.mjs';

/**
 * One first visit.
 * @typedef {object} Visit
 * @property {number} paint first contentful paint, ms
 * @property {number} interactive when the last task of over 50 ms had ended and the page's scripts had run, ms
 * @property {number} ready when the network answers, ms
 * @property {number} shift cumulative layout shift
 * @property {number[]} tasks of over 50 ms, ms
 */

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {{ slowdown?: number, locale?: string }} [options] slowdown: of the processor; 1: none
 * @returns {Promise<Visit>}
 */
export async function measureVisit(browser, address, { slowdown = 1, locale = 'en-US' } = {}) {
  const context = await browser.newContext({
    locale,
    viewport: { width: 1440, height: 960 },
  });
  try {
    const page = await context.newPage();
    await untilIdle(browser);
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await page.addInitScript(() => {
      const seen = { shift: 0, tasks: /** @type {number[][]} */ ([]), paint: 0, ready: 0 };
      Object.assign(globalThis, { seen });
      new MutationObserver(() => {
        if (!seen.ready && document.querySelector('#model-chip[data-state=ready]'))
          seen.ready = performance.now();
      }).observe(document, { subtree: true, attributeFilter: ['data-state'] });
      const observe = (/** @type {string} */ type, /** @type {(entry: any) => void} */ note) =>
        new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({
          type,
          buffered: true,
        });
      observe('layout-shift', (entry) => {
        if (!entry.hadRecentInput) seen.shift += entry.value;
      });
      observe('longtask', ({ startTime, duration }) => seen.tasks.push([startTime, duration]));
      observe('paint', ({ name, startTime }) => {
        if (name === 'first-contentful-paint') seen.paint = startTime;
      });
    });
    await page.goto(address);
    // Playwright's own way of asking begins with a script that takes 50 ms of a slow machine.
    const ask = async (/** @type {string} */ expression) => {
      const { result } = await session.send('Runtime.evaluate', {
        expression,
        returnByValue: true,
      });
      return result.value;
    };
    for (let asked = 0; !(await ask('seen.ready')); asked++) {
      if (asked === 600) throw new Error('the network is not ready after a minute');
      await page.waitForTimeout(100);
    }
    await page.waitForTimeout(1000);
    /** @type {{ shift: number, tasks: number[][], paint: number, ready: number }} */
    const seen = await ask('seen');
    const loaded = await ask(
      `performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd`,
    );
    const ends = seen.tasks.map(([start, duration]) => start + duration);
    return {
      paint: seen.paint,
      interactive: Math.max(loaded, seen.paint, ...ends),
      ready: seen.ready,
      shift: seen.shift,
      tasks: seen.tasks.map(([, duration]) => duration),
    };
  } finally {
    await context.close();
  }
}
