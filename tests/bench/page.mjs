// Prints how quickly the page that scripts/build-page makes is there in Chromium, on localhost: at a quarter of the processor's
// speed, and at all of it. Medians.
//
//   node tests/bench/page.mjs [--rounds N]

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '../web/lib/browser.mjs';
import { ISOLATION } from '../web/lib/module-page.mjs';
import { measureVisit } from '../web/lib/page-speed.mjs';
import { startStaticHost } from '../web/lib/static-host.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);
const script = fileURLToPath(new URL('../../scripts/build-page.mjs', import.meta.url));
const parent = mkdtempSync(join(tmpdir(), 'residua-site-'));
const folder = join(parent, 'site');
execFileSync(process.execPath, [script, '--to', folder]);
const host = await startStaticHost(folder, { headers: ISOLATION });
const browser = await launchChromium();

const median = (/** @type {number[]} */ numbers) =>
  numbers.sort((a, b) => a - b)[numbers.length >> 1];

try {
  console.log('| processor | first paint | interactive | network ready | shift | longest task |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const slowdown of [4, 1]) {
    const visits = [];
    for (let i = 0; i < rounds; i++) {
      visits.push(await measureVisit(browser, host.address, slowdown));
    }
    const cells = [
      slowdown === 1 ? 'as it is' : `${slowdown} times slower`,
      ...['paint', 'interactive', 'ready'].map(
        (name) =>
          `${median(visits.map((visit) => /** @type {any} */ (visit)[name])).toFixed(0)} ms`,
      ),
      median(visits.map(({ shift }) => shift)).toFixed(3),
      `${median(visits.map(({ tasks }) => Math.max(0, ...tasks))).toFixed(0)} ms`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  await browser.close();
  await host.close();
  rmSync(parent, { recursive: true });
}
