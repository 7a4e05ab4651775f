// Bundles the page's scripts and styles into a few small files: one for the initial view, the rest by part of the page.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const web = `${root}web/`;

// By output name: the sources that are loaded by address as well as by import.
const ENTRIES = {
  main: 'page/main.js',
  'thumbnail-worker': 'page/gallery/thumbnail-worker.js',
  'teach-worker': 'src/teach-worker.js',
  worker: 'src/worker.js',
};
/** The sample photos may be missing if they could not be downloaded. */
const SAMPLES = `${web}page/samples/photos.js`;
const ASSET = /new URL\(\s*'([^']+)',\s*import\.meta\.url\s*\)/g;

/**
 * Bundles the sources of web/page and web/src into one folder.
 * @param {string} to the folder, which replaces web/page next to dist and weights
 * @returns {Promise<string[]>} the names of the files for the initial view, main.js last
 */
export async function bundlePage(to) {
  /** @type {import('esbuild')} */
  const esbuild = createRequire(`${root}tests/web/package.json`)('esbuild');
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, source]) => [name, web + source]),
    ),
    outdir: to,
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    plugins: [{ name: 'assets', setup: (build) => build.onLoad({ filter: /\.js$/ }, moved) }],
  });
  const byName = new Map(
    Object.entries(metafile.outputs).map(([path, output]) => [posix.basename(path), output]),
  );
  /** @param {string} name @returns {string[]} */
  const needed = (name) => {
    const imports = byName.get(name)?.imports ?? [];
    const now = imports.filter(({ kind }) => kind === 'import-statement');
    return [...now.flatMap(({ path }) => needed(posix.basename(path))), name];
  };
  return [...new Set(needed('main.js'))];
}

/**
 * Bundles stylesheets into one.
 * @param {string[]} sources in order
 * @returns {Promise<string>}
 */
export async function bundleStyles(sources) {
  /** @type {import('esbuild')} */
  const esbuild = createRequire(`${root}tests/web/package.json`)('esbuild');
  const sheets = await Promise.all(sources.map((source) => readFile(source, 'utf8')));
  const { code } = await esbuild.transform(sheets.join('\n'), { loader: 'css', minify: true });
  return code;
}

/**
 * Rewrites the file addresses of a source so that they are correct relative to the folder.
 * @param {{ path: string }} source
 * @returns {Promise<import('esbuild').OnLoadResult>}
 */
async function moved({ path }) {
  const folder = `/${relative(web, dirname(path))}`;
  if (path === SAMPLES && !existsSync(`${web}dist/samples`)) {
    return { contents: 'export const SAMPLE_PHOTOS = [];', loader: 'js' };
  }
  const text = await readFile(path, 'utf8');
  const contents = text.replace(ASSET, (_, address) => {
    const target = posix.join(folder, address);
    const entry = Object.entries(ENTRIES).find(([, source]) => target === `/${source}`);
    return `new URL('${entry ? `./${entry[0]}.js` : posix.relative('/page', target) + (target.endsWith('/') ? '/' : '')}', import.meta.url)`;
  });
  return { contents, loader: 'js' };
}
