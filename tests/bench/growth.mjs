// Prints how the time of a forward grows in Chromium: with the batch, the size of the images, the threads and the network.
//
//   node tests/bench/growth.mjs [--rounds N] [MODEL.safetensors]...
//
// The first model is run with every batch, size and number of threads, all of them at 224 pixels; without one, ../shared's ResNet-18
// and -50 are taken. `scripts/export.sh hashed:resnet152 FILE` makes others: times do not depend on what the weights are. Medians.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startModulePages } from '../web/lib/module-page.mjs';
import { startModelHost } from './model-host.mjs';

const SHARED = [18, 50]
  .map((depth) => `../../../shared/weights/resnet${depth}-imagenet-pqf.safetensors`)
  .map((path) => fileURLToPath(new URL(path, import.meta.url)));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '7' } },
});
const models = positionals.length > 0 ? positionals : SHARED;
const missing = models.filter((model) => !existsSync(model));
if (missing.length > 0) throw new Error(`there is no file ${missing.join(', ')}`);
const cores = availableParallelism();

/**
 * @param {import('playwright-core').Page} page
 * @param {string} model
 * @param {number} threads
 * @param {{ batch: number, size: number }[]} inputs
 * @returns {Promise<number[]>} median milliseconds of each
 */
async function measure(page, model, threads, inputs) {
  const host = await startModelHost(model);
  const medians = await page.evaluate(
    async (job) => {
      const { createClassifier } = await import(`${location.origin}/dist/index.js`);
      const classifier = await createClassifier({
        model: job.address,
        threads: job.threads,
        cache: false,
      });
      const median = (/** @type {number[]} */ times) =>
        times.sort((a, b) => a - b)[times.length >> 1];
      const results = [];
      // The browser's quick code is replaced by its fast one meanwhile.
      for (let i = 0; i < 10; i++) await classifier.profile();
      for (const { batch, size } of job.inputs) {
        const data = new Float32Array(batch * size * size * 3).fill(0.5);
        const shape = [batch, size, size, 3];
        const times = [];
        for (let round = -2; round < job.rounds; round++) {
          const start = performance.now();
          await classifier.logits({ data, shape });
          if (round >= 0) times.push(performance.now() - start);
        }
        results.push(median(times));
      }
      classifier.close();
      return results;
    },
    { address: host.address, threads, inputs, rounds: Number(values.rounds) },
  );
  await host.close();
  return medians;
}

/** @param {string} heading @param {[string, number][]} rows */
function print(heading, rows) {
  console.log(`\n| ${heading} | ms | of the first |\n| --- | --- | --- |`);
  for (const [name, ms] of rows) {
    console.log(`| ${name} | ${ms.toFixed(1)} | ${(ms / rows[0][1]).toFixed(2)} |`);
  }
}

const pages = await startModulePages();
try {
  const page = await pages.open();
  const name = (/** @type {string} */ model) => basename(model, '.safetensors');
  const usual = { batch: 1, size: 224 };
  const batches = [1, 2, 4, 8, 16].map((batch) => ({ ...usual, batch }));
  const sizes = [160, 192, 224, 288, 384, 512].map((size) => ({ ...usual, size }));
  const [first] = models;

  const byBatch = await measure(page, first, cores, batches);
  print(
    `${name(first)}, ${cores} threads: images at a time`,
    byBatch.map((ms, i) => [String(batches[i].batch), ms]),
  );
  const bySize = await measure(page, first, cores, sizes);
  print(
    `${name(first)}, ${cores} threads: pixels a side`,
    bySize.map((ms, i) => [String(sizes[i].size), ms]),
  );
  /** @type {[string, number][]} */
  const byThreads = [];
  for (let threads = 1; threads <= cores; threads++) {
    byThreads.push([String(threads), (await measure(page, first, threads, [usual]))[0]]);
  }
  print(`${name(first)}: threads`, byThreads);
  /** @type {[string, number][]} */
  const byModel = [];
  for (const model of models) {
    byModel.push([name(model), (await measure(page, model, cores, [usual]))[0]]);
  }
  print(`network, ${cores} threads`, byModel);
} finally {
  await pages.close();
}
