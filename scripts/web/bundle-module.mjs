// Makes from the JavaScript sources (web/src) what npm ships (web/dist): minified, with source maps, one file for each way
// in. The page of this repository imports the sources; the tests of the package (tests/web/consumers) run what is made here.
//
//   node scripts/web/bundle-module.mjs       after scripts/build-wasm.sh, scripts/internal/npm-ci.sh tests/web and build-module.mjs
//
// esbuild makes few files of many and shortens names, those of private fields included; terser finds shorter ways to say
// the same, which saves 2% of the bytes after gzip.
//
// Addresses of assets stay literal in what is made: `new URL('…', import.meta.url)` is how bundlers find them. All files lie
// in one folder beside the WebAssembly, and look for it there, also where that folder is copied to another name.

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('../..', import.meta.url));
const src = `${root}web/src/`;
const dist = `${root}web/dist/`;

/** @type {import('esbuild')} */
const esbuild = createRequire(`${root}tests/web/package.json`)('esbuild');
/** @type {import('terser')} */
const terser = createRequire(`${root}scripts/web/minify/package.json`)('terser');

/** @type {import('esbuild').BuildOptions} */
const COMMON = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minifySyntax: true,
  minifyIdentifiers: true,
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
};
// The two ways in share what both need.
const SPLIT = {
  ...COMMON,
  outdir: dist,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  sourcemap: 'external',
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
  const maps = new Map(outputFiles.map(({ path, text }) => [path, text]));
  for (const { path, text } of outputFiles) {
    if (path.endsWith('.map')) continue;
    await writeMinified(path, text, maps.get(`${path}.map`));
  }
}
await bundleTeaching();
await bundleInline();

/**
 * residua/teach, apart from the module that it teaches with: it imports that as it stands, and so the one class of errors.
 */
async function bundleTeaching() {
  for (const [platform, module, names] of /** @type {const} */ ([
    ['browser', './index.js', ['teach.js', 'teach-worker.js']],
    ['node', './node.js', ['teach-node.js', 'teach-node-worker.js']],
  ])) {
    for (const name of names) {
      const { outputFiles } = await esbuild.build({
        ...COMMON,
        platform,
        outdir: dist,
        sourcemap: 'external',
        entryPoints: [src + name],
        plugins: [outside(/\/(index|node|errors)\.js$/, module)],
      });
      const [text, map] = ['.js', '.map'].map(
        (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '',
      );
      await writeMinified(dist + name, text, map);
    }
  }
}

/**
 * @param {RegExp} filter of the modules that are imported from another one
 * @param {string} module that one
 * @returns {import('esbuild').Plugin}
 */
function outside(filter, module) {
  return {
    name: 'outside',
    setup: (build) => build.onResolve({ filter }, () => ({ path: module, external: true })),
  };
}

/**
 * @param {string} path
 * @param {string} text of the module, ours
 * @param {string} [content] its source map
 */
async function writeMinified(path, text, content) {
  const { code, map } = await minified(text, {
    ours: true,
    sourceMap: {
      filename: basename(path),
      content,
      url: `${basename(path)}.map`,
      includeSources: true,
    },
  });
  await writeFile(path, code);
  await writeFile(`${path}.map`, map);
}

/**
 * @param {string} text of a module
 * @param {{ ours?: boolean, sourceMap?: import('terser').SourceMapOptions }} [options] ours: nothing of it is the glue;
 *   sourceMap.content: that of the text
 * @returns {Promise<{ code: string, map: string }>}
 */
async function minified(text, { ours = false, sourceMap } = {}) {
  const { code = '', map = '' } = await terser.minify(text, {
    module: true,
    ecma: 2020,
    // Functions with code of their own stay: in place of their calls they take more bytes. Standing together they are more
    // alike. Our getters do nothing else, and we call no `function` with `new`; of the glue that is not known.
    compress: { passes: 3, inline: 1, hoist_funs: true, pure_getters: ours, unsafe_arrows: ours },
    mangle: true,
    // They tell bundlers to leave the import of the glue alone.
    format: { comments: /webpackIgnore|turbopackIgnore|@vite-ignore/ },
    ...(sourceMap ? { sourceMap } : {}),
  });
  // The output is beside the assets, in a folder of any name.
  return { code: ours ? code.replaceAll('../dist/', './') : code, map: String(map) };
}

/** The one file for bundlers that copy no assets: worker, glue and WebAssembly are texts in it. */
async function bundleInline() {
  const glue = `
import simd from '${dist}residua-simd.mjs';
import relaxed from '${dist}residua-relaxed-simd.mjs';
export const glue = { simd, 'relaxed-simd': relaxed };`;
  // A plain script: browsers start no module workers for a page that is opened as a file.
  const worker = await esbuild.build({
    ...COMMON,
    format: 'iife',
    define: { 'import.meta.url': 'location.href' },
    entryPoints: [`${src}inline/worker.js`],
    // What the glue imports in Node alone.
    external: ['module'],
    plugins: [contentOf(/inline\/glue\.js$/, glue)],
  });
  const { code: script } = await minified(worker.outputFiles[0].text);
  /** @param {string} flavour */
  const packed = async (flavour) =>
    gzipSync(await readFile(`${root}build/wasm-${flavour}/dist/residua-${flavour}.whole.wasm`), {
      level: 9,
    }).toString('base64');
  const contents = `
export const workerScript = ${JSON.stringify(script)};
export const packedWasm = ${JSON.stringify({
    simd: await packed('simd'),
    'relaxed-simd': await packed('relaxed-simd'),
  })};`;
  // It has no source map: its own text would be in it twice.
  const { outputFiles } = await esbuild.build({
    ...COMMON,
    entryPoints: [`${src}inline.js`],
    plugins: [contentOf(/inline\/content\.js$/, contents)],
  });
  const { code } = await minified(outputFiles[0].text);
  await writeFile(`${dist}inline.js`, code);
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
