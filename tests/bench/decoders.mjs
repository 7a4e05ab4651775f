// Prints what the decoder changes in Chromium: on how many photos any probability differs between `stb` and `browser`, and by how
// much at most.
//
//   node tests/bench/decoders.mjs [--photos FOLDER] [MODEL.safetensors]
//
// Without them ../shared's photos and its ResNet-18.

import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startModulePages } from '../web/lib/module-page.mjs';
import { startStaticHost } from '../web/lib/static-host.mjs';

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { photos: { type: 'string', default: `${SHARED}images` } },
});
const [model = `${SHARED}weights/resnet18-imagenet-pqf.safetensors`] = positionals;
const names = readdirSync(values.photos).filter((name) => /\.jpe?g$/i.test(name));
if (!names.length) throw new Error(`there are no JPEG files in ${values.photos}`);

const headers = {
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};
const host = await startStaticHost(dirname(model), { headers });
const pages = await startModulePages();
try {
  const page = await pages.open();
  await page.route('**/photos/*', (route) => {
    const name = decodeURIComponent(basename(new URL(route.request().url()).pathname));
    return route.fulfill({ path: join(values.photos, name), headers });
  });
  const result = await page.evaluate(
    async (job) => {
      const { createClassifier } = await import(`${location.origin}/dist/index.js`);
      const classifier = await createClassifier({ model: job.model, cache: false });
      const { classes } = classifier.info();
      let differing = 0;
      let largest = 0;
      for (const address of job.photos) {
        const photo = await (await fetch(address)).blob();
        const answers = [];
        for (const decoder of ['stb', 'browser']) {
          const predictions = await classifier.classify(photo, { topK: classes, decoder });
          const ordered = new Float32Array(classes);
          for (const { index, probability } of predictions) ordered[index] = probability;
          answers.push(ordered);
        }
        const [stb, browser] = answers;
        const moved = Math.max(...stb.map((value, i) => Math.abs(value - browser[i])));
        if (moved > 0) differing++;
        largest = Math.max(largest, moved);
      }
      return { photos: job.photos.length, differing, largest };
    },
    {
      model: host.address + basename(model),
      photos: names.map((name) => `${pages.origin}/photos/${encodeURIComponent(name)}`),
    },
  );
  console.log(JSON.stringify(result));
} finally {
  await pages.close();
  await host.close();
}
