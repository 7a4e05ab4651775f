// How smoothly the page goes on while it works.

/**
 * @typedef {object} Frames
 * Since something was dropped.
 * @property {number[]} frames how long each took, ms
 * @property {number[]} tasks of over 50 ms, ms
 * @property {number} handling what the page did at once with what was dropped, ms
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
      handled: 0,
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
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (seen.handled ||= performance.now());
    const dropped = () => {
      seen.drop ||= performance.now();
      port2.postMessage('');
    };
    addEventListener('drop', dropped, { capture: true });
    return seen;
  });
  return async () => {
    const { frames, tasks, drop, handled } = await watch.evaluate((seen) => {
      seen.on = false;
      return seen;
    });
    // Before that Chromium takes some time of its own to bring the files to the page: 100 ms for a thousand.
    const since = (/** @type {number[][]} */ entries) =>
      entries.filter(([began]) => began > drop).map(([, duration]) => duration);
    return { frames: since(frames), tasks: since(tasks), handling: handled - drop };
  };
}
