// What a stranger's project does with the package: each installs the tarball that `npm pack` makes, builds, opens a page in
// a real Chromium or runs in Node, and gets the answers that the module's sources give.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createClassifier } from '../../../web/src/node.js';
import { launchChromium, noBrowser } from '../lib/browser.mjs';
import { noBuiltin } from '../lib/builtin.mjs';
import { startStaticHost } from '../lib/static-host.mjs';
import { makeWorkspace } from './workspace.mjs';

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const CORS = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** @type {import('./workspace.mjs').Workspace} */
let workspace;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {import('../../../web/src/index.js').Prediction[]} */
let expected;
/** @type {import('../../../web/src/index.js').Prediction} */
let expectedBest;

before(async () => {
  if (noBuiltin) return;
  workspace = await makeWorkspace();
  if (!noBrowser) browser = await launchChromium();
  const classifier = await createClassifier({
    model: join(workspace.folder, 'files/tiny.safetensors'),
    threads: 1,
  });
  expected = await classifier.classify(join(workspace.folder, 'files/picture.bmp'), { topK: 10 });
  classifier.close();
  const builtin = await createClassifier({ threads: 1 });
  [expectedBest] = await builtin.classify(join(workspace.folder, 'files/picture.bmp'));
  builtin.close();
});
after(async () => {
  await browser?.close();
  await workspace?.remove();
});

/**
 * Opens a built page and waits for its answer.
 * @param {string} address
 * @returns {Promise<{ predictions: any[], best: any, code?: string, info: any, errors: string[] }>}
 */
async function answerAt(address) {
  const context = await browser.newContext();
  /** @type {string[]} */
  const errors = [];
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  try {
    for (const name of ['tiny.safetensors', 'picture.bmp']) {
      const body = await readFile(join(workspace.folder, 'files', name));
      await context.route(`**/${name}`, (route) => route.fulfill({ body }));
    }
    await context.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    const page = await context.newPage();
    await page.goto(address);
    const answered = page.waitForFunction(() => 'result' in globalThis, null, { timeout: 30_000 });
    await answered.catch((error) => {
      throw new Error(`${error.message}\n${errors.join('\n')}`);
    });
    return { ...(await page.evaluate(() => /** @type {any} */ (globalThis).result)), errors };
  } finally {
    await context.close();
  }
}

/** @param {any[]} predictions */
function assertExpected(predictions) {
  assert.equal(predictions.length, expected.length);
  for (const { label, index, probability } of predictions) {
    const same = expected.find((one) => one.index === index);
    assert.equal(label, same?.label);
    const difference = Math.abs(probability - (same?.probability ?? 0));
    assert.ok(difference < 1e-5, `class ${index} differs by ${difference}`);
  }
}

/** @param {any} best answer of the built-in model */
function assertBuiltin(best) {
  assert.equal(best.label, expectedBest.label);
  const difference = Math.abs(best.probability - expectedBest.probability);
  assert.ok(difference < 1e-5, `the built-in model's answer differs by ${difference}`);
}

/**
 * Serves a folder of the workspace, opens it and checks the answer.
 * @param {string} folder in the workspace
 * @param {{ path?: string, headers?: Record<string, string> }} [options]
 */
async function assertServed(folder, { path = '', headers = ISOLATION } = {}) {
  const host = await startStaticHost(join(workspace.folder, folder), { headers });
  try {
    const { predictions, best, code, info, errors } = await answerAt(host.address + path);
    assertExpected(predictions);
    assertBuiltin(best);
    assert.deepEqual(errors, []);
    return { ...info, code };
  } finally {
    await host.close();
  }
}

const inNode = { skip: noBuiltin };
const inChromium = { skip: noBrowser || noBuiltin };

test(
  'a plain page imports the module as it is, threaded where it is isolated',
  inChromium,
  async () => {
    const info = await assertServed('', { path: 'page/index.html' });
    assert.match(info.flavour, /-threads$/);
    // On a busy machine they may be measured to be slower than one.
    assert.ok(info.threadGain > 0);
  },
);

test('without COOP and COEP a page is single-threaded and says why', inChromium, async () => {
  const info = await assertServed('', { path: 'page/index.html', headers: {} });
  assert.equal(info.threads, 1);
  assert.match(
    info.performanceNotes[0],
    /not cross-origin isolated.*Cross-Origin-Opener-Policy: same-origin/,
  );
});

test('a strict Content-Security-Policy is enough', inChromium, async () => {
  const policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:";
  const headers = { ...ISOLATION, 'Content-Security-Policy': policy };
  const info = await assertServed('', { path: 'page/index.html', headers });
  assert.ok(info.threadGain > 0);
});

for (const [isolated, headers] of /** @type {const} */ ([
  ['an isolated page', ISOLATION],
  ['any page', {}],
])) {
  test(`${isolated} takes the module from another origin`, inChromium, async () => {
    const cdn = await startStaticHost(join(workspace.folder, 'node_modules'), { headers: CORS });
    try {
      const path = `index.html?cdn=${encodeURIComponent(cdn.origin)}`;
      const info = await assertServed('cdn', { path, headers });
      // Threads are compared with one where there can be several; whether they gain depends on the machine.
      assert.equal(info.threadGain > 0, isolated === 'an isolated page');
    } finally {
      await cdn.close();
    }
  });
}

test('Vite builds it', inChromium, async () => {
  await workspace.run('vite', 'vite', 'build');
  const info = await assertServed('vite/dist');
  assert.ok(info.threadGain > 0);
});

test('Vite serves it while one develops', inChromium, async () => {
  const program = join(workspace.folder, 'node_modules/.bin/vite');
  const server = spawn(program, ['--port', '0', '--host', '127.0.0.1'], {
    cwd: join(workspace.folder, 'vite'),
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let output = '';
    let address;
    for await (const text of server.stdout.setEncoding('utf8')) {
      address = /http:\/\/[\d.]+:\d+\//.exec((output += text))?.[0];
      if (address) break;
    }
    const { predictions, best } = await answerAt(/** @type {string} */ (address));
    assertExpected(predictions);
    assertBuiltin(best);
  } finally {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  }
});

test('webpack builds it', inChromium, async () => {
  await workspace.run('webpack', 'webpack');
  await cp(
    join(workspace.folder, 'webpack/index.html'),
    join(workspace.folder, 'webpack/dist/index.html'),
  );
  const info = await assertServed('webpack/dist');
  assert.ok(info.threadGain > 0);
});

test('esbuild builds residua/inline into one file', inChromium, async () => {
  const options = ['--bundle', '--format=esm', '--minify', '--outfile=dist/main.js'];
  options.push('--loader:.safetensors=file');
  await workspace.run('esbuild', 'esbuild', 'main.js', ...options);
  await cp(
    join(workspace.folder, 'esbuild/index.html'),
    join(workspace.folder, 'esbuild/dist/index.html'),
  );
  const policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:";
  const headers = { ...ISOLATION, 'Content-Security-Policy': policy };
  const info = await assertServed('esbuild/dist', { headers });
  assert.equal(info.threads, 1);
  assert.match(info.performanceNotes[0], /residua\/inline/);
  // Without the import the built-in model is not at hand.
  assert.equal(info.code, 'invalid-option');
});

test('Next.js imports it on the server and builds it for the browser', inChromium, async () => {
  await workspace.run('next', 'next', 'build');
  await assertServed('next/out');
});

for (const file of ['classify.mjs', 'classify.cjs']) {
  test(`Node runs ${file}`, inNode, async () => {
    const { predictions, fromFile, best } = JSON.parse(await workspace.run('node', 'node', file));
    assertExpected(predictions);
    assertBuiltin(best);
    if (fromFile) assert.deepEqual(fromFile, predictions);
  });
}

test('npx residua is the command', inNode, async () => {
  const images = ['../files/picture.bmp', '--model', '../files/tiny.safetensors', '--topk', '10'];
  const out = await workspace.run('node', 'residua', 'classify', '--json', ...images);
  assertExpected(JSON.parse(out).predictions);
  const builtin = await workspace.run('node', 'residua', 'classify', '--json', images[0]);
  assertBuiltin(JSON.parse(builtin).predictions[0]);
});

for (const project of ['typescript', 'typescript-node']) {
  test(`TypeScript takes its types, strictly: ${project}`, inNode, async () => {
    await workspace.run(project, 'tsc', '--project', 'tsconfig.json');
  });
}

test('publint has no finding', inNode, async () => {
  const out = await workspace.run(
    '',
    'publint',
    'node_modules/residua',
    '--strict',
    '--pack=false',
  );
  assert.match(out, /All good!/);
});

test('are-the-types-wrong has no finding for a module of ESM only', inNode, async () => {
  await workspace.run('', 'attw', workspace.tarball, '--profile', 'esm-only', '--no-color');
});

test('the package holds what it needs, and its licences', inNode, async () => {
  for (const flavour of ['simd', 'relaxed-simd', 'simd-threads', 'relaxed-simd-threads']) {
    for (const kind of ['mjs', 'wasm']) {
      assert.ok(workspace.packed.includes(`dist/residua-${flavour}.${kind}`), `${flavour}.${kind}`);
    }
  }
  for (const name of [
    'builtin.safetensors',
    'LICENSE',
    'THIRD-PARTY-NOTICES.txt',
    'index.js',
    'index.js.map',
    'cli.js',
  ]) {
    assert.ok(workspace.packed.includes(`dist/${name}`), name);
  }
  assert.ok(workspace.packed.includes('README.md'));
});
