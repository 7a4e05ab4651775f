// What a page holds in memory, in its own heap and in all of the browser's renderers.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { untilIdle } from './idle.mjs';

/**
 * @typedef {object} Held after everything unused has been thrown away
 * @property {number} heap bytes of the page's own objects
 * @property {number} processes bytes that the browser's renderers have for themselves, as the system counts them: workers,
 *   WebAssembly and decoded pictures included
 * @property {number} nodes of documents
 */

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<Held>}
 */
export async function memoryOf(page) {
  const session = await page.context().newCDPSession(page);
  const browser = page.context().browser();
  if (browser) await untilIdle(browser);
  const system = await browser?.newBrowserCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize: heap } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  const { processInfo = [] } = (await system?.send('SystemInfo.getProcessInfo')) ?? {};
  const processes = processInfo
    .filter(({ type }) => type === 'renderer')
    .reduce((sum, { id }) => sum + ownMemory(id), 0);
  assert.ok(processes > 0);
  await session.detach();
  await system?.detach();
  return { heap, processes, nodes };
}

/** @param {number} process @returns {number} bytes that are in no file */
function ownMemory(process) {
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  const kilobytes = [...status.matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm)];
  assert.equal(kilobytes.length, 2, status);
  return 1024 * kilobytes.reduce((sum, [, count]) => sum + Number(count), 0);
}
