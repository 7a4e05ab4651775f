// The examples (web/examples) and other projects with the package: each installs the tarball that `npm pack` makes, builds, opens a
// page in a real Chromium or runs in Node, and gives the answers of the module's sources.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createClassifier } from '../../../web/src/node.js';
import { launchChromium, launchChromiumWithExtension, noBrowser } from '../lib/browser.mjs';
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
/** Of a network that the project names by its address. @type {import('../../../web/src/index.js').Prediction[]} */
let expected;
/** Of the built-in model. @type {import('../../../web/src/index.js').Prediction} */
let expectedBest;
/** The photo. */
let photo = '';

before(async () => {
  if (noBuiltin) return;
  workspace = await makeWorkspace();
  photo = join(workspace.folder, 'files/picture.bmp');
  if (!noBrowser) browser = await launchChromium();
  const classifier = await createClassifier({
    model: join(workspace.folder, 'files/tiny.safetensors'),
    threads: 1,
  });
  expected = await classifier.classify(photo, { topK: 10 });
  classifier.close();
  const builtin = await createClassifier({ threads: 1 });
  [expectedBest] = await builtin.classify(photo);
  builtin.close();
});
after(async () => {
  await browser?.close();
  await workspace?.remove();
});

/**
 * Opens a page and collects what goes wrong there.
 * @param {string} address
 * @param {(page: import('playwright-core').Page) => Promise<string>} use gives what the page says
 * @param {import('playwright-core').BrowserContext} [given]
 */
async function onPage(address, use, given) {
  const context = given ?? (await browser.newContext());
  /** @type {string[]} */
  const errors = [];
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  try {
    await context.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    const page = await context.newPage();
    await page.goto(address);
    const said = await use(page).catch((error) => {
      throw new Error(`${error.message}\n${errors.join('\n')}`);
    });
    assert.deepEqual(errors, []);
    return said;
  } finally {
    await context.close();
  }
}

/**
 * Chooses the photo on an example's page and checks the answer.
 * @param {string} address
 * @param {import('playwright-core').BrowserContext} [context]
 * @returns {Promise<string>} what the page says of the network
 */
const exampleAt = (address, context) =>
  onPage(
    address,
    async (page) => {
      // Vite reloads a page that it serves for the first time, when it has bundled what the page imports.
      await page
        .locator('#status, [role=status]')
        .filter({ hasNotText: 'Loading' })
        .waitFor({ state: 'attached' });
      await page.locator('input[type=file]:enabled').setInputFiles(photo);
      const [line] = await page.locator('ol li').first().allTextContents();
      assertBuiltin(line ?? (await page.locator('ol li').first().textContent()));
      const status = page.locator('#status, [role=status]').filter({ hasNotText: 'Loading' });
      return (await status.textContent()) ?? '';
    },
    context,
  );

/** @param {string | null} line such as "64.5 % orange" */
function assertBuiltin(line) {
  const [, percent, label] = /([\d.]+) % (.+)$/.exec(line ?? '') ?? [];
  assert.equal(label, expectedBest.label, line ?? 'no answer');
  const difference = Math.abs(Number(percent) - 100 * expectedBest.probability);
  assert.ok(difference < 0.06, `the built-in model's answer differs by ${difference} %`);
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

/**
 * Serves a folder of the workspace while `use` runs.
 * @param {string} folder in the workspace
 * @param {Record<string, string>} headers
 * @param {(address: string) => Promise<string>} use
 */
async function served(folder, headers, use) {
  const host = await startStaticHost(join(workspace.folder, folder), { headers });
  try {
    return await use(host.address);
  } finally {
    await host.close();
  }
}

const inNode = { skip: noBuiltin };
const inChromium = { skip: noBrowser || noBuiltin };
const CSP = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:";

test('page: imports the module as it is, threaded where it is isolated', inChromium, async () => {
  const said = await served('', ISOLATION, (at) => exampleAt(`${at}page/index.html`));
  assert.match(said, /^(relaxed-)?simd-threads, /);
});

test('page: without COOP and COEP it is single-threaded and says why', inChromium, async () => {
  const said = await served('', {}, (at) => exampleAt(`${at}page/index.html`));
  assert.match(said, /^(relaxed-)?simd, threads: 1\. .*Cross-Origin-Opener-Policy: same-origin/);
});

test('page: a strict Content-Security-Policy is enough', inChromium, async () => {
  const headers = { ...ISOLATION, 'Content-Security-Policy': CSP };
  const said = await served('', headers, (at) => exampleAt(`${at}page/index.html`));
  assert.match(said, /-threads/);
});

test('page: a file that is no image is said to be none', inChromium, async () => {
  const said = await served('', ISOLATION, (at) =>
    onPage(`${at}page/index.html`, async (page) => {
      await page.locator('#status', { hasText: 'simd' }).waitFor();
      await page.setInputFiles('#photo', join(workspace.folder, 'package.json'));
      await page.locator('#status', { hasText: 'image' }).waitFor();
      return '';
    }),
  );
  assert.equal(said, '');
});

test('custom-element: is one tag, of at most 60 lines', inChromium, async () => {
  const source = join(workspace.folder, 'custom-element/residua-classifier.js');
  assert.ok((await readFile(source, 'utf8')).trimEnd().split('\n').length <= 60);
  await served('', ISOLATION, (at) => exampleAt(`${at}custom-element/index.html`));
});

for (const [isolated, headers] of /** @type {const} */ ([
  ['an isolated page', ISOLATION],
  ['any page', {}],
])) {
  test(`${isolated} takes the module from another origin`, inChromium, async () => {
    const cdn = await startStaticHost(join(workspace.folder, 'node_modules'), { headers: CORS });
    try {
      const path = `index.html?cdn=${encodeURIComponent(cdn.origin)}`;
      const said = await served('cdn', headers, (at) =>
        onPage(at + path, async (page) => {
          for (const name of ['tiny.safetensors', 'picture.bmp']) {
            const body = await readFile(join(workspace.folder, 'files', name));
            await page.context().route(`**/${name}`, (route) => route.fulfill({ body }));
          }
          await page.reload();
          await page.waitForFunction(() => 'result' in globalThis, null, { timeout: 30_000 });
          return JSON.stringify(await page.evaluate(() => /** @type {any} */ (globalThis).result));
        }),
      );
      const { predictions, info } = JSON.parse(said);
      assertExpected(predictions);
      // Threads are compared with one where there can be several; whether they gain depends on the machine.
      assert.equal(info.threadGain > 0, isolated === 'an isolated page');
    } finally {
      await cdn.close();
    }
  });
}

for (const name of ['vite', 'react']) {
  test(`${name}: Vite builds it`, inChromium, async () => {
    await workspace.run(name, 'npm', 'run', 'build');
    const said = await served(`${name}/dist`, ISOLATION, exampleAt);
    assert.match(said, /-threads/);
  });
}

test(
  'react: photos are dropped, and one that fails keeps no other from its answer',
  inChromium,
  async () => {
    await served('react/dist', ISOLATION, (at) =>
      onPage(at, async (page) => {
        await page.locator('#status', { hasText: 'simd' }).waitFor();
        await page.setInputFiles('#photo', [join(workspace.folder, 'package.json'), photo]);
        await page.locator('#answer li >> nth=1').waitFor();
        const lines = await page.locator('#answer li').allTextContents();
        assert.match(lines[0], /^package\.json: /);
        assertBuiltin(lines[1]);
        return '';
      }),
    );
  },
);

test('vite: is served while one develops', inChromium, async () => {
  const program = join(workspace.folder, 'node_modules/.bin/vite');
  const server = spawn(program, ['--port', '0', '--host', '127.0.0.1'], {
    cwd: join(workspace.folder, 'vite'),
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await exampleAt(await addressFrom(server));
  } finally {
    await ended(server);
  }
});

test('webpack: builds it', inChromium, async () => {
  await workspace.run('webpack', 'npm', 'run', 'build');
  const said = await served('webpack', ISOLATION, exampleAt);
  assert.match(said, /-threads/);
});

test('next: is imported on the server and built for the browser', inChromium, async () => {
  await workspace.run('next', 'npm', 'run', 'build');
  await served('next/out', ISOLATION, exampleAt);
});

test('file-url: one plain script runs without a server', inChromium, async () => {
  await workspace.run('file-url', 'npm', 'run', 'build');
  const said = await exampleAt(
    String(pathToFileURL(join(workspace.folder, 'file-url/index.html'))),
  );
  assert.match(said, /residua\/inline/);
});

test('file-url: runs under a strict Content-Security-Policy too', inChromium, async () => {
  await served('file-url', { ...ISOLATION, 'Content-Security-Policy': CSP }, exampleAt);
});

test('extension: runs under the policy of Manifest V3', inChromium, async () => {
  await workspace.run('extension', 'npm', 'run', 'build');
  const { context, id } = await launchChromiumWithExtension(join(workspace.folder, 'extension'));
  await exampleAt(`chrome-extension://${id}/popup.html`, context);
});

for (const file of ['classify.mjs', 'classify.cjs']) {
  test(`node: runs ${file}`, inNode, async () => {
    assertBuiltin((await workspace.run('node', 'node', file, photo)).trim());
  });
}

test('node: the server answers photos, and says what is wrong with others', inNode, async () => {
  const server = spawn(process.execPath, ['server.mjs'], {
    cwd: join(workspace.folder, 'node'),
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await addressFrom(server);
    const post = async (/** @type {BodyInit} */ body) => {
      const response = await fetch(address, { method: 'POST', body });
      return { status: response.status, answer: /** @type {any} */ (await response.json()) };
    };
    const { status, answer } = await post(await readFile(photo));
    assert.equal(status, 200);
    assert.equal(answer.predictions[0].label, expectedBest.label);
    assert.equal((await post('no image')).status, 422);
    assert.equal((await post(new Uint8Array(21e6))).status, 413);
    assert.equal((await fetch(address)).status, 405);
  } finally {
    await ended(server);
  }
});

test('npx residua is the command', inNode, async () => {
  const images = ['../files/picture.bmp', '--model', '../files/tiny.safetensors', '--topk', '10'];
  const out = await workspace.run('node', 'residua', 'classify', '--json', ...images);
  assertExpected(JSON.parse(out).predictions);
  const builtin = await workspace.run('node', 'residua', 'classify', '--json', images[0]);
  assert.equal(JSON.parse(builtin).predictions[0].label, expectedBest.label);
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

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, null>} server
 * @returns {Promise<string>} the address that it prints
 */
async function addressFrom(server) {
  let output = '';
  for await (const text of server.stdout.setEncoding('utf8')) {
    const [address] = /http:\/\/[\d.]+:\d+\//.exec((output += text)) ?? [];
    if (address) return address;
  }
  throw new Error(`no address: ${output}`);
}

/** @param {import('node:child_process').ChildProcess} server */
async function ended(server) {
  const exited = once(server, 'exit');
  server.kill();
  await exited;
}
