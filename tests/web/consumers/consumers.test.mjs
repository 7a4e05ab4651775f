// The examples (web/examples) and other projects with the package: each installs the tarball that `npm pack` makes, builds, opens a
// page in a real Chromium or runs in Node, and gives the answers of the module's sources.

import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createClassifier } from '../../../web/src/node.js';
import { launchChromium, launchChromiumWithExtension, noBrowser } from '../lib/browser.mjs';
import { noBuiltin } from '../lib/builtin.mjs';
import { sample } from '../lib/samples.mjs';
import { startStaticHost } from '../lib/static-host.mjs';
import { freePort } from '../lib/free-port.mjs';
import { WEBP, assertLine, exampleOn, onPage, post, withServer } from './checks.mjs';
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
/** @type {import('../../../web/src/index.js').Prediction} */
let bestOfWebp;
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
  [bestOfWebp] = await builtin.classify(WEBP);
  builtin.close();
});
after(async () => {
  await browser?.close();
  await workspace?.remove();
});

/**
 * Chooses the photo on an example's page and checks the answer.
 * @param {string} address
 * @param {import('playwright-core').BrowserContext} [context]
 */
const exampleAt = async (address, context) =>
  exampleOn(context ?? (await browser.newContext()), address, { photo, best: expectedBest });

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
  const said = await served('', ISOLATION, async (at) =>
    onPage(await browser.newContext(), `${at}page/index.html`, async (page) => {
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
      const said = await served('cdn', headers, async (at) =>
        onPage(await browser.newContext(), at + path, async (page) => {
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
    await served('react/dist', ISOLATION, async (at) =>
      onPage(await browser.newContext(), at, async (page) => {
        await page.locator('#status', { hasText: 'simd' }).waitFor();
        await page.setInputFiles('#photo', [join(workspace.folder, 'package.json'), photo]);
        await page.locator('#answer li >> nth=1').waitFor();
        const lines = await page.locator('#answer li').allTextContents();
        assert.match(lines[0], /^package\.json: /);
        assertLine(lines[1], expectedBest);
        return '';
      }),
    );
  },
);

test('teach: two classes are learnt, tried, and saved as a network', inChromium, async () => {
  await workspace.run('teach', 'npm', 'run', 'build');
  const said = await served('teach/dist', {}, async (at) =>
    onPage(await browser.newContext(), at, async (page) => {
      await page.locator('#learn:enabled').waitFor();
      const classes = { fruit: ['lemon', 'orange', 'apple'], street: ['bus', 'light'] };
      for (const [i, [name, photos]] of Object.entries(classes).entries()) {
        await page.locator('.name').nth(i).fill(name);
        await page.locator('.photos').nth(i).setInputFiles(photos.map(sample));
      }
      await page.click('#learn');
      await page.locator('#file:visible').waitFor({ timeout: 60_000 });
      // It was learnt from this one, which is unlike none of them.
      await page.setInputFiles('#photo', sample('bus'));
      await page.locator('#answer', { hasText: /% street$/ }).waitFor();
      const [saved] = await Promise.all([page.waitForEvent('download'), page.click('#file')]);
      const mine = await createClassifier({ model: await saved.path(), threads: 1 });
      const [best] = await mine.classify(sample('lemon'));
      assert.equal(best.label, 'fruit');
      mine.close();
      return (await page.locator('#status').textContent()) ?? '';
    }),
  );
  assert.match(said, /^\d of 5 right/);
});

test('vite: is served while one develops', inChromium, async () => {
  const program = join(workspace.folder, 'node_modules/.bin/vite');
  const cwd = join(workspace.folder, 'vite');
  const args = ['--port', '0', '--host', '127.0.0.1'];
  await withServer(program, args, { cwd, env: { NO_COLOR: '1' } }, exampleAt);
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

/** @param {import('playwright-core').BrowserContext} context of a browser with an extension */
const backgroundOf = async (context) =>
  context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));

test('extension: its background classifies in an offscreen document', inChromium, async () => {
  await workspace.run('extension', 'npm', 'run', 'build');
  // A server of another origin, which allows no page to read its images: the extension may.
  const host = await startStaticHost(join(workspace.folder, 'files'));
  const { context } = await launchChromiumWithExtension(join(workspace.folder, 'extension'));
  try {
    const background = await backgroundOf(context);
    const ask = (/** @type {string} */ address) =>
      background.evaluate((from) => /** @type {any} */ (globalThis).classify(from), address);
    const { predictions } = await ask(`${host.address}picture.bmp`);
    assert.equal(predictions[0].label, expectedBest.label);
    assert.match(
      (await ask(`${host.address}none.bmp`)).error,
      /none\.bmp answered with status 404/,
    );
  } finally {
    await context.close();
    await host.close();
  }
});

test(
  'extension: in the background itself the error names the offscreen document',
  inChromium,
  async () => {
    const folder = join(workspace.folder, 'extension-background');
    await cp(join(workspace.folder, 'node_modules/residua/dist'), join(folder, 'residua'), {
      recursive: true,
    });
    const { context } = await launchChromiumWithExtension(folder);
    try {
      const background = await backgroundOf(context);
      const problem = await background.evaluate(() => /** @type {any} */ (globalThis).problem());
      assert.equal(problem.name, 'ResiduaError');
      assert.equal(problem.code, 'unsupported-browser');
      assert.match(problem.message, /service worker.*offscreen document/);
    } finally {
      await context.close();
    }
  },
);

for (const file of ['classify.mjs', 'classify.cjs']) {
  test(`node: runs ${file}`, inNode, async () => {
    assertLine((await workspace.run('node', 'node', file, photo)).trim(), expectedBest);
  });
}

test('node: the server answers photos, and says what is wrong with others', inNode, async () => {
  const options = { cwd: join(workspace.folder, 'node'), env: { PORT: '0' } };
  await withServer(process.execPath, ['server.mjs'], options, async (address) => {
    const { status, answer } = await post(address, await readFile(photo));
    assert.equal(status, 200);
    assert.equal(answer.predictions[0].label, expectedBest.label);
    assert.equal((await post(address, 'no image')).status, 422);
    assert.equal((await post(address, new Uint8Array(21e6))).status, 413);
    assert.equal((await fetch(address)).status, 405);
  });
});

for (const bundler of ['turbopack', 'webpack']) {
  test(
    `next: a server that ${bundler} builds classifies, all files beside it`,
    inNode,
    async () => {
      await workspace.run('next-server', 'next', 'build', `--${bundler}`);
      // What the build's trace left out is not found from here.
      const away = join(workspace.folder, '..', `residua-next-${bundler}-${process.pid}`);
      await cp(join(workspace.folder, 'next-server/.next/standalone'), away, {
        recursive: true,
        verbatimSymlinks: true,
      });
      const options = {
        cwd: join(away, 'next-server'),
        env: { PORT: String(await freePort()), HOSTNAME: '127.0.0.1' },
      };
      try {
        await withServer(process.execPath, ['server.js'], options, async (address) => {
          const { status, answer } = await post(`${address}classify`, await readFile(photo));
          assert.equal(status, 200);
          assert.equal(answer[0].label, expectedBest.label);
          const ofWebp = await post(`${address}classify`, await readFile(WEBP));
          assert.deepEqual([ofWebp.status, ofWebp.answer[0].label], [200, bestOfWebp.label]);
        });
      } finally {
        await rm(away, { recursive: true });
      }
    },
  );
}

test('a bundle for Node by webpack or esbuild leaves the module out', inNode, async () => {
  await workspace.run('node-bundle', 'webpack');
  const flags = ['--bundle', '--platform=node', '--format=esm', '--external:residua'];
  await workspace.run('node-bundle', 'esbuild', 'main.mjs', ...flags, '--outfile=dist/esbuild.mjs');
  for (const bundler of ['webpack', 'esbuild']) {
    const line = await workspace.run('node-bundle', 'node', `dist/${bundler}.mjs`, photo);
    assertLine(line.trim(), expectedBest);
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
