// Prints how quickly the page that scripts/build-page.sh makes is there in Chromium, on localhost: at a quarter of the processor's
// speed and at all of it, in both languages; and how smoothly it goes on while it answers for two hundred photos that were
// dropped at once. Medians.
//
//   node tests/bench/page.mjs [--rounds N]

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '../web/lib/browser.mjs';
import { watchFrames } from '../web/lib/frames.mjs';
import { untilIdle } from '../web/lib/idle.mjs';
import { ISOLATION } from '../web/lib/module-page.mjs';
import { drop, networkIs, sample } from '../web/lib/page.mjs';
import { measureVisit } from '../web/lib/page-speed.mjs';
import { startStaticHost } from '../web/lib/static-host.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);
const script = fileURLToPath(new URL('../../scripts/web/build-page.mjs', import.meta.url));
const parent = mkdtempSync(join(tmpdir(), 'residua-site-'));
const folder = join(parent, 'site');
execFileSync(process.execPath, [script, '--to', folder]);
const host = await startStaticHost(folder, { headers: ISOLATION });
const browser = await launchChromium();

const median = (/** @type {number[]} */ numbers) =>
  numbers.sort((a, b) => a - b)[numbers.length >> 1];
const row = (/** @type {string[]} */ cells) => console.log(`| ${cells.join(' | ')} |`);
const named = (/** @type {number} */ slowdown) =>
  slowdown === 1 ? 'as it is' : `${slowdown} times slower`;

/** @param {number} slowdown @param {string} locale */
async function visits(slowdown, locale) {
  const seen = [];
  for (let i = 0; i < rounds; i++) {
    seen.push(await measureVisit(browser, host.address, { slowdown, locale }));
  }
  row([
    named(slowdown),
    locale,
    ...['paint', 'interactive', 'ready'].map(
      (name) => `${median(seen.map((visit) => /** @type {any} */ (visit)[name])).toFixed(0)} ms`,
    ),
    median(seen.map(({ shift }) => shift)).toFixed(3),
    `${median(seen.map(({ tasks }) => Math.max(0, ...tasks))).toFixed(0)} ms`,
  ]);
}

const COUNT = 200;
const NAMES = ['apple', 'ball', 'bus', 'ladybug', 'lemon', 'light', 'mushroom', 'orange'];

/** @returns {Promise<{ seconds: number, late: number, longest: number, task: number }>} of one drop */
async function gallery() {
  const photos = Array.from({ length: COUNT }, (_, i) => {
    const path = join(parent, `photo-${i}.jpg`);
    copyFileSync(sample(NAMES[i % NAMES.length]), path);
    return path;
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 } });
  try {
    const page = await context.newPage();
    await page.goto(host.address);
    await networkIs(page, 'ready');
    await untilIdle(browser);
    const noted = await watchFrames(page);
    const start = performance.now();
    await drop(page, photos);
    await page.waitForSelector('.gallery-progress.full', { state: 'attached', timeout: 300_000 });
    const seconds = (performance.now() - start) / 1000;
    const { frames, tasks } = await noted();
    return {
      seconds,
      late: frames.filter((ms) => ms > 50).length / frames.length,
      longest: Math.max(...frames),
      task: Math.max(0, ...tasks),
    };
  } finally {
    await context.close();
  }
}

try {
  row(['processor', 'language', 'first paint', 'interactive', 'ready', 'shift', 'longest task']);
  row(Array(7).fill('---'));
  for (const locale of ['en-US', 'ko-KR']) {
    for (const slowdown of [4, 1]) await visits(slowdown, locale);
  }
  console.log();
  row([`${COUNT} photos`, 'frames over 50 ms', 'longest frame', 'longest task over 50 ms']);
  row(Array(4).fill('---'));
  const drops = [];
  for (let i = 0; i < rounds; i++) drops.push(await gallery());
  const of = (/** @type {'seconds' | 'late' | 'longest' | 'task'} */ name) =>
    median(drops.map((one) => one[name]));
  row([
    `${of('seconds').toFixed(1)} s`,
    `${(100 * of('late')).toFixed(1)} %`,
    `${of('longest').toFixed(0)} ms`,
    of('task') ? `${of('task').toFixed(0)} ms` : 'none',
  ]);
} finally {
  await browser.close();
  await host.close();
  rmSync(parent, { recursive: true });
}
