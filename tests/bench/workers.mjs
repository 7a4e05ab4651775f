// How long many photos take on one worker and on several, on a page that is not cross-origin isolated, in Chromium.
//
//   node tests/bench/workers.mjs [--workers N] [--photos N] [--rounds N] [--model FILE]
//
// Photos are of tests/web/samples, again and again. Rounds of one worker and of several alternate; the quickest of each counts, since
// what disturbs only adds.

import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serveBytes, startModulePages } from '../web/lib/module-page.mjs';
import { startModelHost } from './model-host.mjs';

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '2' },
    photos: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    model: { type: 'string' },
  },
});

const samples = new URL('../web/samples/', import.meta.url);
const files = readdirSync(samples).filter((name) => /\.jpe?g$/.test(name));
const host = values.model && (await startModelHost(values.model));
const pages = await startModulePages();
try {
  const page = await pages.open({});
  for (const name of files)
    await serveBytes(page, `/photo-${name}`, readFileSync(new URL(name, samples)));
  const time = (workers) =>
    page.evaluate(
      async ({ names, count, workers: n, model }) => {
        const { createClassifier } = await import('/src/index.js');
        const blobs = await Promise.all(
          names.map(async (name) => (await fetch(`/photo-${name}`)).blob()),
        );
        const classifier = await createClassifier({ model, workers: n });
        while (classifier.info().workers < n)
          await new Promise((resolve) => setTimeout(resolve, 20));
        const photos = Array.from({ length: count }, (_, i) => blobs[i % blobs.length]);
        await classifier.classifyBatch(photos.slice(0, 8 * n)); // the browser's fast code comes meanwhile
        const start = performance.now();
        const answers = await classifier.classifyBatch(photos, { topK: 1 });
        const ms = performance.now() - start;
        classifier.close();
        return { ms, answers: answers.map(([{ label }]) => label).join() };
      },
      {
        names: files,
        count: Number(values.photos),
        workers,
        model: host ? host.address : 'builtin',
      },
    );
  const least = new Map();
  const answers = new Set();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const workers of [1, Number(values.workers)]) {
      const { ms, answers: all } = await time(workers);
      answers.add(all);
      least.set(workers, Math.min(least.get(workers) ?? Infinity, ms));
      console.log(`${workers} workers: ${ms.toFixed(0)} ms`);
    }
  }
  const [one, several] = least.values();
  console.log(
    `${values.photos} photos, least: ${one.toFixed(0)} and ${several.toFixed(0)} ms, ${(one / several).toFixed(2)} times as fast`,
  );
  console.log(answers.size === 1 ? 'the answers are the same' : 'THE ANSWERS DIFFER');
} finally {
  await pages.close();
  await host?.close();
}
