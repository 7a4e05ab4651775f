// How smoothly the page goes on while it works.

/**
 * @typedef {object} Frames
 * Since something was dropped.
 * @property {number[]} frames how long each took, ms
 * @property {number[]} tasks of over 50 ms, ms
 */

/**
 * From now on frames and long tasks are noted.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<() => Promise<Frames>>} what was noted, and ends it
 */
export async function watchFrames(page) {
  const watch = await page.evaluateHandle(() => {
    const seen = {
      frames: /** @type {number[][]} */ ([]),
      tasks: /** @type {number[][]} */ ([]),
      drop: 0,
      on: true,
    };
    let last = performance.now();
    const frame = (/** @type {number} */ now) => {
      seen.frames.push([last, now - last]);
      last = now;
      if (seen.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) {
        seen.tasks.push([startTime, duration]);
      }
    }).observe({ type: 'longtask' });
    addEventListener('drop', ({ timeStamp }) => (seen.drop ||= timeStamp), { capture: true });
    return seen;
  });
  return async () => {
    const { frames, tasks, drop } = await watch.evaluate((seen) => {
      seen.on = false;
      return seen;
    });
    // Chromium takes some tens of milliseconds of its own to bring two hundred files to the page.
    const since = (/** @type {number[][]} */ entries) =>
      entries.filter(([began]) => began > drop).map(([, duration]) => duration);
    return { frames: since(frames), tasks: since(tasks) };
  };
}
