// Prints what each layer costs in Chromium, in milliseconds.
//
//   node tests/bench/profile.mjs [--model FILE] [--times N] [--run FLAVOUR:THREADS[:KERNELS]]...
//
// Of N measurements (5) the least of each layer, since what disturbs only adds.
//
// The module as it is built (web/dist) and a file of this machine; a column for each run, by default relaxed-simd:1 and
// relaxed-simd:2. Needs what scripts/test.sh web has installed.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startModulePages } from '../web/lib/module-page.mjs';
import { startModelHost } from './model-host.mjs';

const MODEL = fileURLToPath(
  new URL('../../../shared/weights/resnet18-imagenet-pqf.safetensors', import.meta.url),
);
const { values } = parseArgs({
  options: {
    model: { type: 'string', default: MODEL },
    times: { type: 'string', default: '5' },
    run: { type: 'string', multiple: true, default: ['relaxed-simd:1', 'relaxed-simd:2'] },
  },
});

/** @returns {Promise<import('../../web/src/engine/wasm-module.js').StepCost[]>} */
async function profile(pages, run) {
  const [flavour, threads, kernels = 'auto'] = run.split(':');
  const page = await pages.open();
  const rows = await page.evaluate(
    async ({ times, ...options }) => {
      const { createClassifier } = await import('/dist/index.js');
      const classifier = await createClassifier({
        ...options,
        cache: false,
      });
      await classifier.profile(); // the browser's quick code is replaced by its fast one meanwhile
      let least = await classifier.profile();
      for (let time = 1; time < times; time++) {
        const costs = await classifier.profile();
        least = least.map((one, i) => (costs[i].ms < one.ms ? costs[i] : one));
      }
      classifier.close();
      return least;
    },
    {
      times: Number(values.times),
      model: host.address,
      flavour: threads > 1 ? `${flavour}-threads` : flavour,
      threads: Number(threads),
      kernels,
    },
  );
  await page.context().close();
  return rows;
}

const host = await startModelHost(values.model);
const pages = await startModulePages();
try {
  const columns = [];
  for (const run of values.run) columns.push(await profile(pages, run));
  const print = (name, cells) =>
    console.log(name.padEnd(28) + cells.map((c) => c.padStart(18)).join(''));
  print('milliseconds', values.run);
  // What one run fuses is a step of its own in another.
  const names = columns.reduce((longest, rows) => (rows.length > longest.length ? rows : longest));
  for (const { name } of names) {
    const of = (rows) => rows.find((row) => row.name === name);
    print(
      name,
      columns.map((rows) => of(rows)?.ms.toFixed(3) ?? ''),
    );
  }
  const sum = (rows) => rows.reduce((total, { ms }) => total + ms, 0);
  print(
    'sum',
    columns.map((rows) => sum(rows).toFixed(2)),
  );
} finally {
  await pages.close();
  await host.close();
}
