// What the package says of itself, and what of it a bundler leaves out.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';
import { ROOT } from '../lib/command.mjs';

const manifest = JSON.parse(readFileSync(`${ROOT}web/package.json`, 'utf8'));

test('nothing runs when it is installed, and nothing comes along', () => {
  const allowed = ['name', 'version', 'description', 'keywords', 'license', 'type', 'exports'];
  allowed.push('types', 'bin', 'files', 'sideEffects', 'engines', 'repository', 'homepage', 'bugs');
  for (const key of Object.keys(manifest)) assert.ok(allowed.includes(key), key);
});

test('[regression] the licences of all that is in the WebAssembly come with it', () => {
  const notices = readFileSync(`${ROOT}web/dist/THIRD-PARTY-NOTICES.txt`, 'utf8');
  const versions = readFileSync(`${ROOT}src/third_party/versions.cmake`, 'utf8');
  const pinned = [
    ...versions.matchAll(/residua_source\((\w+).*\n\s+COMMIT (\w+)\n\s+REPOSITORY (\S+)/g),
  ];
  // Natively alone: cpuinfo, and catch2 for tests.
  const linked = pinned.filter(([, name]) => !['cpuinfo', 'catch2'].includes(name));
  assert.ok(linked.length >= 6);
  for (const [, name, commit, repository] of linked) {
    assert.ok(notices.includes(`\n${name}, ${repository} at ${commit}\n`), name);
  }
  // Words of their licences: libwebp's, FXdiv's, musl's.
  for (const words of ['Google Inc', 'Marat Dukhan', 'Rich Felker', 'Emscripten']) {
    assert.ok(notices.includes(words), words);
  }
});

/**
 * @param {string} contents a module that imports some of the package
 * @returns {Promise<string>} what esbuild makes of it
 */
async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${ROOT}web/dist` },
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'silent',
    // What is loaded on demand stays apart.
    splitting: true,
    outdir: 'out',
  });
  const entry = outputFiles.find(({ path }) => path.endsWith('stdin.js'));
  return /** @type {import('esbuild').OutputFile} */ (entry).text;
}

// Words of the classifier, of reading photos and of loading that survive minification.
const CLASSIFIER = /File, Blob, address|new Worker|makeLoader|Range|WebAssembly|createImageBitmap/;

test('the words that stand for the classifier are in what holds it', async () => {
  const text = await bundled("export { createClassifier } from './index.js';");
  const words = String(CLASSIFIER).slice(1, -1).split('|');
  for (const word of words) assert.ok(text.includes(word), word);
});

for (const [name, limit] of /** @type {const} */ ([
  ['listModels', 1000],
  ['ResiduaError', 500],
  ['heatmap', 2300],
  ['listCachedWeights', 3500],
])) {
  test(`a bundle that imports only ${name} has no classifier`, async () => {
    const text = await bundled(`export { ${name} } from './index.js';`);
    assert.doesNotMatch(text, CLASSIFIER);
    assert.ok(text.length < limit, `${text.length} bytes: ${text.slice(0, 500)}`);
  });
}
