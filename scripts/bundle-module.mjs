// Makes from the JavaScript sources (web/src) what npm ships (web/dist): minified, with source maps, one file for each way
// in. The page of this repository imports the sources; the tests of the package (tests/web/consumers) run what is made here.
//
//   node scripts/bundle-module.mjs       after scripts/build-wasm.sh, scripts/npm-ci.sh tests/web and build-module.mjs
//
// Addresses of assets stay literal in what is made: `new URL('…', import.meta.url)` is how bundlers find them. All files lie
// in one folder beside the WebAssembly, as deep as the sources, so that the same addresses are right in both.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = `${root}web/src/`;
const dist = `${root}web/dist/`;

/** @type {import('esbuild')} */
const esbuild = createRequire(`${root}tests/web/package.json`)('esbuild');

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  sourcemap: true,
  logLevel: 'warning',
};
// The two ways in share what both need.
const SPLIT = {
  ...COMMON,
  outdir: dist,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  write: false,
};

// Names of chunks change with their content.
for (const name of await readdir(dist)) {
  if (name.startsWith('chunk-')) await rm(dist + name);
}
for (const [platform, names] of /** @type {const} */ ([
  ['browser', ['index.js', 'worker.js']],
  ['node', ['node.js', 'node-worker.js', 'cli.js']],
])) {
  const entryPoints = names.map((name) => src + name);
  const { outputFiles } = await esbuild.build({ ...SPLIT, platform, entryPoints });
  for (const { path, text } of outputFiles) await writeFile(path, withHints(text));
}
await bundleInline();

/**
 * Minifying drops the comments that tell bundlers to leave the import of the glue alone.
 * @param {string} text of a module
 */
function withHints(text) {
  const hints = '/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */';
  return text.replace(/\bimport\((?=\w+\))/g, `import(${hints}`);
}

/** The one file for bundlers that copy no assets: worker, glue and WebAssembly are texts in it. */
async function bundleInline() {
  const glue = `
import simd from '${dist}residua-simd.mjs';
import relaxed from '${dist}residua-relaxed-simd.mjs';
export const glue = { simd, 'relaxed-simd': relaxed };`;
  const worker = await esbuild.build({
    ...COMMON,
    sourcemap: false,
    write: false,
    entryPoints: [`${src}inline/worker.js`],
    // What the glue imports in Node alone.
    external: ['module'],
    plugins: [contentOf(/inline\/glue\.js$/, glue)],
  });
  const [{ text }] = worker.outputFiles;
  /** @param {string} flavour */
  const packed = async (flavour) =>
    gzipSync(await readFile(`${dist}residua-${flavour}.wasm`), { level: 9 }).toString('base64');
  const contents = `
export const workerScript = ${JSON.stringify(text)};
export const packedWasm = ${JSON.stringify({
    simd: await packed('simd'),
    'relaxed-simd': await packed('relaxed-simd'),
  })};`;
  await esbuild.build({
    ...COMMON,
    // Its own text would be in it twice.
    sourcemap: false,
    entryPoints: [`${src}inline.js`],
    outfile: `${dist}inline.js`,
    splitting: false,
    plugins: [contentOf(/inline\/content\.js$/, contents)],
  });
}

/**
 * @param {RegExp} filter of the path of a module
 * @param {string} contents its text, instead of the file's
 * @returns {import('esbuild').Plugin}
 */
function contentOf(filter, contents) {
  return {
    name: 'content',
    setup: (build) => build.onLoad({ filter }, () => ({ contents, loader: 'js' })),
  };
}
