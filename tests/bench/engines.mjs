// Prints how page and module fare in Chromium, Firefox and WebKitGTK, and in WebKitGTK with what Safari has and it has switched off
// by default. Compare within a row and a run: other programs of the machine disturb it.
//
//   node tests/bench/engines.mjs [--network FILE]... [--visits N]
//
// --network: a checkpoint to time beside the built-in network. --visits: first visits to a host without headers of isolation.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ENGINES, until } from '../web/lib/engines.mjs';
import { ISOLATION } from '../web/lib/module-page.mjs';
import { makeFile, sample } from '../web/lib/page.mjs';
import { dataUrlOf, samples } from '../web/lib/samples.mjs';
import { startStaticHost } from '../web/lib/static-host.mjs';

const { values } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: [] },
    visits: { type: 'string', default: '10' },
  },
});
const PHOTOS = 60;
const RUNS = 25;
const FROZEN = 30_000; // milliseconds without an answer of the page

const script = fileURLToPath(new URL('../../scripts/web/build-page.mjs', import.meta.url));
const parent = mkdtempSync(join(tmpdir(), 'residua-engines-'));
const folder = join(parent, 'site');
execFileSync(process.execPath, [script, '--to', folder]);
const ANY = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };
const photos = Array.from({ length: PHOTOS }, (_, i) => {
  const names = samples();
  const path = makeFile(`photo-${i}.jpg`, '');
  copyFileSync(sample(names[i % names.length]), path);
  return path;
});

/** @typedef {import('../web/lib/engines.mjs').Visitor} Visitor */
/** @typedef {{ name: string, start: () => Promise<Visitor> }} Column */

/** @type {Column[]} */
const columns = ENGINES.filter(({ name, skip }) => {
  if (skip) console.error(`${name} is left out: ${skip}`);
  return !skip;
}).flatMap(({ name, start }) => {
  const column = (/** @type {string} */ title, /** @type {any} */ settings) => ({
    name: title,
    start: () => start(settings),
  });
  return name === 'WebKit'
    ? [
        column(name, {}),
        column(`${name}, shared memory`, { webkit: { JSC_useSharedArrayBuffer: '1' } }),
        column(`${name}, relaxed SIMD`, { webkit: { JSC_useWasmRelaxedSIMD: '1' } }),
      ]
    : [column(name, {})];
});

const ready = (/** @type {Visitor} */ visitor) =>
  until(visitor, () => document.querySelector('#model-chip[data-state=ready]') !== null);

/**
 * The rows of one engine, by name.
 * @param {Column} column
 * @returns {Promise<Record<string, string>>}
 */
async function measure({ start }) {
  /** @type {Record<string, string>} */
  const cells = {};
  const host = await startStaticHost(folder, { headers: ISOLATION });
  const visitor = await start();
  try {
    await visitor.goto('about:blank');
    let begin = performance.now();
    await visitor.goto(host.address);
    await ready(visitor);
    cells['page ready, first visit'] = seconds(performance.now() - begin);

    begin = performance.now();
    await visitor.choose('#pick-input', photos);
    await until(
      visitor,
      (count) => document.querySelectorAll('.card[data-state=done]').length === count,
      PHOTOS,
    );
    cells[`${PHOTOS} photos`] = seconds(performance.now() - begin);
  } finally {
    await visitor.close();
    await host.close();
  }
  Object.assign(cells, await timeNetworks(start), await visitOften(start));
  return cells;
}

/** @param {Column['start']} start @returns {Promise<Record<string, string>>} */
async function timeNetworks(start) {
  /** @type {Record<string, string>} */
  const cells = {};
  const module = fileURLToPath(new URL('../../web', import.meta.url));
  const host = await startStaticHost(module, { headers: { ...ISOLATION, ...ANY } });
  const visitor = await start();
  try {
    await visitor.goto(`${host.origin}/dist/THIRD-PARTY-NOTICES.txt`);
    for (const file of ['', ...values.network]) {
      const from = file && (await startStaticHost(dirname(resolve(file)), { headers: ANY }));
      const { info, ms } = await visitor.run(
        async (model, address, runs) => {
          const { createClassifier } = await import(`${location.origin}/dist/index.js`);
          const classifier = await createClassifier(model ? { model, cache: false } : {});
          const blob = await (await fetch(address)).blob();
          const times = [];
          for (let run = 0; run < runs; run++) {
            times.push((await classifier.classifyDetailed(blob)).ms.network);
          }
          const told = classifier.info();
          classifier.close();
          return { info: told, ms: times.slice(5).sort((a, b) => a - b) };
        },
        from && `${from.origin}/${basename(file)}`,
        dataUrlOf(samples()[0]),
        RUNS,
      );
      if (from) await from.close();
      else {
        cells.flavour = info.flavour;
        cells['threads (gain measured)'] =
          `${info.threads} (${info.threadGain ? info.threadGain.toFixed(2) : 'none'})`;
      }
      cells[file ? basename(file) : 'built-in'] = `${ms[ms.length >> 1].toFixed(1)} ms`;
    }
  } finally {
    await visitor.close();
    await host.close();
  }
  return cells;
}

/** @param {Column['start']} start @returns {Promise<Record<string, string>>} */
async function visitOften(start) {
  let frozen = 0;
  let isolated = false;
  let offline = 'no';
  for (let visit = 0; visit < Number(values.visits); visit++) {
    const host = await startStaticHost(folder, { base: '/some/base/' });
    const visitor = await start();
    try {
      await visitor.goto(host.address);
      await within(visitor.reloaded());
      await within(ready(visitor));
      isolated = await visitor.run(() => crossOriginIsolated);
      if (visit === 0) {
        await until(visitor, () => /without a connection/.test(document.body.textContent ?? ''));
        await host.close();
        await visitor.reload();
        await within(ready(visitor));
        offline = 'yes';
      }
    } catch {
      frozen++;
    } finally {
      await Promise.race([visitor.close(), setTimeout(5000)]);
      await host.close();
    }
  }
  return {
    'first visits without headers, frozen': `${frozen} of ${values.visits}`,
    'isolated after its reload': isolated ? 'yes' : 'no',
    'without the host': offline,
  };
}

/** @param {Promise<unknown>} answer */
async function within(answer) {
  const late = setTimeout(FROZEN).then(() => {
    throw new Error('the page does not answer');
  });
  await Promise.race([answer, late]);
}

const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(1)} s`;

/** @type {Record<string, string>[]} */
const all = [];
for (const column of columns) {
  console.error(`measuring ${column.name}`);
  all.push(await measure(column));
}
const row = (/** @type {string[]} */ cells) => console.log(`| ${cells.join(' | ')} |`);
row(['', ...columns.map(({ name }) => name)]);
row(['---', ...columns.map(() => '---')]);
for (const name of Object.keys(all[0])) row([name, ...all.map((cells) => cells[name] ?? '')]);
rmSync(parent, { recursive: true, force: true });
process.exit();
