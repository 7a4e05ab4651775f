// residua_bench in Chromium: what each layer costs, with V8's revectorisation and without.
//
//   scripts/build.sh wasm-relaxed-simd --target residua_bench_web
//   node tests/bench/layers.mjs [--revectorize] [ARGUMENTS OF residua_bench]
//
// Without --revectorize the browser is as it comes; `--fused 1` uses the kernels that are for it.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { launchChromium } from '../web/lib/browser.mjs';

const FOLDER = new URL('../../build/wasm-relaxed-simd/tests/bench/', import.meta.url);
const WORKER = `
  import create from './residua_bench_web.mjs';
  onmessage = async ({ data }) => {
    const module = await create({ print: (line) => postMessage(line), printErr: (line) => postMessage(line) });
    module.callMain(data);
    postMessage(null);
  };
  postMessage('ready');
`;

const given = process.argv.slice(2);
const revectorize = given.includes('--revectorize');
const args = given.filter((argument) => argument !== '--revectorize');

const server = createServer(async ({ url }, response) => {
  const name = url.slice(1) || 'index.html';
  const type = name.endsWith('.wasm')
    ? 'application/wasm'
    : name.endsWith('js')
      ? 'text/javascript'
      : 'text/html';
  const body =
    name === 'index.html'
      ? '<!doctype html>'
      : name === 'worker.js'
        ? WORKER
        : await readFile(new URL(name, FOLDER)).catch(() => '');
  response.writeHead(200, { 'Content-Type': type }).end(body);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await launchChromium(revectorize ? ['--js-flags=--wasm-revectorize'] : []);
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(message.text()));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.evaluate(
    (list) =>
      new Promise((resolve, reject) => {
        const worker = new Worker('worker.js', { type: 'module' });
        worker.onerror = ({ message }) => reject(new Error(message));
        worker.onmessage = ({ data }) => {
          if (data === 'ready') worker.postMessage(list);
          else if (data === null) resolve();
          else console.log(data);
        };
      }),
    args,
  );
} finally {
  await browser.close();
  server.close();
}
