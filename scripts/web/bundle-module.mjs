// Bundles the JavaScript sources (web/src) into the files of the npm package (web/dist): minified, with source maps,
// one file per entry point. The page of this repository imports the sources; the tests of the package
// (tests/web/consumers) run this output.
//
//   node scripts/web/bundle-module.mjs       after scripts/build-wasm.sh, scripts/internal/npm-ci.sh tests/web and build-module.mjs
//
// esbuild bundles and shortens names, including private fields; terser shortens the code further, which saves 2% of the
// bytes after gzip.
//
// Asset addresses stay literal in the output: bundlers find them in the form `new URL('…', import.meta.url)`. All files
// are in one folder with the WebAssembly and look for it there, even if that folder is copied under another name.

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
// The two entry points share chunks.
const SPLIT = {
  ...COMMON,
  outdir: dist,
  splitting: true,
  chunkNames: 'chunk-[hash]',
  sourcemap: 'external',
};

// Chunk names change with their content.
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
 * residua/teach. It imports the module that it teaches with as an external file, so that both share one class of
 * errors.
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
 * @param {RegExp} filter of the imported modules to replace
 * @param {string} module their replacement
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
 * @param {string} text of the module, from this project
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
 * @param {{ ours?: boolean, sourceMap?: import('terser').SourceMapOptions }} [options] ours: the text contains no glue;
 *   sourceMap.content: the source map of the text
 * @returns {Promise<{ code: string, map: string }>}
 */
async function minified(text, { ours = false, sourceMap } = {}) {
  const { code = '', map = '' } = await terser.minify(text, {
    module: true,
    ecma: 2020,
    // Functions with a body are not inlined, because they take more bytes in place of their calls. Hoisting makes the
    // code more repetitive. In this project getters have no side effects and `function` is not called with `new`; the
    // glue gives no such guarantee.
    compress: { passes: 3, inline: 1, hoist_funs: true, pure_getters: ours, unsafe_arrows: ours },
    mangle: true,
    // These comments keep bundlers from following the import of the glue.
    format: { comments: /webpackIgnore|turbopackIgnore|@vite-ignore/ },
    ...(sourceMap ? { sourceMap } : {}),
  });
  // The output is in the same folder as the assets, whatever its name.
  return { code: ours ? code.replaceAll('../dist/', './') : code, map: String(map) };
}

/** A single file for bundlers that do not copy assets: it contains worker, glue and WebAssembly as text. */
async function bundleInline() {
  const glue = `
import simd from '${dist}residua-simd.mjs';
import relaxed from '${dist}residua-relaxed-simd.mjs';
export const glue = { simd, 'relaxed-simd': relaxed };`;
  // A classic script: browsers do not start module workers for a page that is opened as a file.
  const worker = await esbuild.build({
    ...COMMON,
    format: 'iife',
    define: { 'import.meta.url': 'location.href' },
    entryPoints: [`${src}inline/worker.js`],
    // Imported by the glue in Node only.
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
  // Without a source map, which would contain its text twice.
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
 * @param {string} contents the text that replaces the file's
 * @returns {import('esbuild').Plugin}
 */
function contentOf(filter, contents) {
  return {
    name: 'content',
    setup: (build) => build.onLoad({ filter }, () => ({ contents, loader: 'js' })),
  };
}
