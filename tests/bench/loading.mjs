// Prints how long loading takes in Chromium where the weights are in memory already: from `createClassifier` to a ready network, and to
// the first logits.
//
//   node tests/bench/loading.mjs [--rounds N] [--threads N] [--model FILE] [WEB-FOLDER]...
//
// Each round opens a fresh browser for every folder with a `dist` (this repository's web, and such of other builds to compare with),
// in turn. Medians, and the least.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '../web/lib/browser.mjs';

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string', default: '1' },
    model: {
      type: 'string',
      default: here('../../../shared/weights/resnet18-imagenet-pqf.safetensors'),
    },
  },
});
const folders = positionals.length > 0 ? positionals : [here('../../web')];
if (!existsSync(values.model)) throw new Error(`there is no file ${values.model}`);

const TYPES = /** @type {Record<string, string>} */ ({
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
});
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
  if (pathname === '/') {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>loading</title>');
    return;
  }
  const [, folder, ...rest] = pathname.split('/');
  const file = pathname === '/model' ? values.model : join(folders[Number(folder)] ?? '', ...rest);
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
});
await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

/** @param {number} index of the folder @returns {Promise<[number, number]>} milliseconds to ready and to the first logits */
async function load(index) {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    return await page.evaluate(
      async ({ folder, threads }) => {
        const model = new Uint8Array(await (await fetch('/model')).arrayBuffer());
        const { createClassifier } = await import(`${location.origin}/${folder}/dist/index.js`);
        const start = performance.now();
        const classifier = await createClassifier({ model, threads, cache: false });
        const ready = performance.now() - start;
        const { inputHeight, inputWidth } = classifier.info();
        const shape = [1, inputHeight, inputWidth, 3];
        await classifier.logits({ data: new Float32Array(inputHeight * inputWidth * 3), shape });
        return /** @type {[number, number]} */ ([ready, performance.now() - start]);
      },
      { folder: index, threads: Number(values.threads) },
    );
  } finally {
    await browser.close();
  }
}

const times = folders.map(() => /** @type {[number, number][]} */ ([]));
for (let round = 0; round < Number(values.rounds); round++) {
  for (let i = 0; i < folders.length; i++) times[i].push(await load(i));
}
server.close();
const row = (/** @type {number[]} */ all) => {
  const sorted = all.toSorted((a, b) => a - b);
  return `${sorted[sorted.length >> 1].toFixed(0)} (${sorted[0].toFixed(0)})`;
};
console.log('| folder | ready, ms | first logits, ms |\n| --- | --- | --- |');
folders.forEach((folder, i) => {
  const [ready, first] = [0, 1].map((k) => row(times[i].map((time) => time[k])));
  console.log(`| ${folder} | ${ready} | ${first} |`);
});
