// A worker whose script cannot be had, in a real Chromium and in Node.

import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { noBrowser } from '../lib/browser.mjs';
import { ROOT, runProgram } from '../lib/command.mjs';
import { ISOLATION, startModulePages } from '../lib/module-page.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

/** @type {Awaited<ReturnType<typeof startModulePages>>} */
let pages;
before(async () => {
  if (!noBrowser) pages = await startModulePages();
});
after(() => pages?.close());

/** @param {import('playwright-core').Page} page @param {string} entry */
const failureOf = (page, entry = '/src/index.js') =>
  page.evaluate(async (address) => {
    const { createClassifier } = await import(address);
    const model = new Uint8Array(8);
    const error = await createClassifier({ model }).catch((/** @type {any} */ reason) => reason);
    return { code: error.code, message: error.message };
  }, entry);

/** @param {{ code: string, message: string }} failure */
function assertSaid({ code, message }) {
  assert.equal(code, 'download-failed');
  assert.match(message, /^worker\.js, .*Serve it with the other files.*worker-src 'self' blob:\.$/);
}

test('a worker that is not served', { skip: noBrowser }, async () => {
  const page = await pages.open();
  await page.route('**/src/worker.js', (route) => route.fulfill({ status: 404 }));
  assertSaid(await failureOf(page));
  await page.context().close();
});

test('a page served in place of the worker', { skip: noBrowser }, async () => {
  const page = await pages.open();
  await page.route('**/src/worker.js', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>not found</title>' }),
  );
  assertSaid(await failureOf(page));
  await page.context().close();
});

for (const entry of ['/src/index.js', '/dist/inline.js']) {
  test(`a Content-Security-Policy without workers: ${entry}`, { skip: noBrowser }, async () => {
    const policy = "script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'; worker-src 'none'";
    const page = await pages.open({ ...ISOLATION, 'Content-Security-Policy': policy });
    assertSaid(await failureOf(page, entry));
    await page.context().close();
  });
}

test(
  'a flavour that the browser cannot compile gives way to the next [regression]',
  { skip: noBrowser },
  async () => {
    const page = await pages.open();
    // A module as it should be, but for the instruction 0xff, which there is not.
    const module = [
      0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 5, 1, 3, 0, 255, 11,
    ];
    await page.route('**/residua-relaxed-simd*.wasm', (route) =>
      route.fulfill({
        body: Buffer.from(module),
        headers: {
          'Content-Type': 'application/wasm',
          'Cross-Origin-Resource-Policy': 'same-origin',
        },
      }),
    );
    const { flavour, performanceNotes, only } = await page.evaluate(async (model) => {
      const { createClassifier } = await import(`${location.origin}/src/index.js`);
      const bytes = Uint8Array.from(atob(model), (character) => character.charCodeAt(0));
      const classifier = await createClassifier({ model: bytes });
      const info = classifier.info();
      classifier.close();
      const asked = { model: bytes, flavour: 'relaxed-simd' };
      const refused = await createClassifier(asked).catch((/** @type {any} */ error) => error.code);
      return { ...info, only: refused };
    }, Buffer.from(tinyCheckpoint()).toString('base64'));
    assert.match(flavour, /^simd/);
    assert.match(performanceNotes.join(' '), /could not start the flavour relaxed-simd/);
    // What was asked for by name is not replaced.
    assert.equal(only, 'unsupported-browser');
    await page.context().close();
  },
);

test('a bundle for Node that lost the worker', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'residua-without-'));
  try {
    cpSync(`${ROOT}web/dist`, join(folder, 'dist'), {
      recursive: true,
      filter: (path) => !path.includes('node-worker'),
    });
    copyFileSync(`${ROOT}web/package.json`, join(folder, 'package.json'));
    const script = `
      import { createClassifier } from ${JSON.stringify(join(folder, 'dist/node.js'))};
      const { code, message, cause } = await createClassifier().catch((error) => error);
      console.log(JSON.stringify({ code, message, cause: cause.message }));`;
    const args = ['--input-type=module', '--eval', script];
    const { out } = await runProgram(process.execPath, args);
    const failure = JSON.parse(out);
    assert.equal(failure.code, 'download-failed');
    assert.match(
      failure.message,
      /Exclude it from the bundle: .*serverExternalPackages in Next\.js\.$/,
    );
    assert.match(failure.cause, /Cannot find module .*node-worker\.js/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
