// Builds a folder with everything that the page needs: the page, bundled with the module; the WebAssembly, the labels,
// and the requested networks in addition to the built-in one. All addresses are relative, so it works under any base
// path.
//
// Requires the tools of tests/web (npm ci there).

import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundlePage, bundleStyles } from './bundle-page.mjs';

const USAGE = `usage: scripts/build-page.sh [--to DIR] [--model NAME]... [--url ADDRESS]

  --to DIR      where the folder goes; what is there is replaced (default: build/page)
  --model NAME  a network that the page offers without a download from elsewhere, and opens with if it
                is the first; scripts/fetch-weights.sh NAME fetches it. Without one it opens with the
                built-in network
  --url ADDRESS where the folder will be served, such as https://example.org/residua/. Links to it are then
                shown with a picture, which needs Chromium`;

/** A file that marks folders made by this script. */
const MARK = '.residua-page';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STYLESHEET = / *<link rel="stylesheet" href="([^"]+)" \/>\n/g;
const PLAIN_SCRIPT = /<script src="([^"]+)"><\/script>/g;
const DOWNLOADS = `${root}weights/downloads/`;

const OURS = `${root}build/page`;

const { values } = parseArgs({
  options: {
    to: { type: 'string', default: OURS },
    model: { type: 'string', multiple: true, default: [] },
    url: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await build(values.to, values.model, values.url).catch(fail);

/**
 * @param {string} to
 * @param {string[]} names of models
 * @param {string} [url] the address at which the page will be served
 */
async function build(to, names, url) {
  const address = url === undefined ? undefined : addressOf(url);
  const files = await filesOf(names);
  await replaceable(to);
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { recursive: true });
  await writeFile(`${to}/${MARK}`, 'Made by scripts/build-page.sh, which replaces this folder.\n');
  const source = await readFile(`${root}web/page/index.html`, 'utf8');
  const sheets = [...source.matchAll(STYLESHEET)].map(([, href]) => `${root}web/page/${href}`);
  const plain = [...source.matchAll(PLAIN_SCRIPT)].map(([, src]) => `${root}web/page/${src}`);
  // Everything except bundled files and files for contributors.
  const asset = (/** @type {string} */ path) =>
    plain.includes(path) || !(/\.(js|md)$/.test(path) || sheets.includes(path));
  await cp(`${root}web/page`, `${to}/page`, { recursive: true, filter: asset });
  const scripts = await bundlePage(`${to}/page`);
  await writeFile(`${to}/page/first.css`, await bundleStyles(sheets));
  // The glue, the WebAssembly, the built-in network and the licences.
  const shipped = (/** @type {string} */ path) =>
    !/\.(js|map|tmp)$|\/dist\/(types|labels)(\/|$)/.test(path);
  await cp(`${root}web/dist`, `${to}/dist`, { recursive: true, filter: shipped });
  await cp(`${root}web/service-worker.js`, `${to}/service-worker.js`);
  await mkdir(`${to}/weights/downloads`, { recursive: true });
  await cp(`${root}weights/imagenet-labels.txt`, `${to}/weights/imagenet-labels.txt`);
  for (const file of files) await cp(DOWNLOADS + file, `${to}/weights/downloads/${file}`);
  const index = { models: names, first: names[0] };
  await writeFile(`${to}/weights/downloads/index.json`, `${JSON.stringify(index, null, 2)}\n`);
  const html = withBundles(scripts, source, await versionOf(to));
  const write = async (/** @type {string} */ page) => {
    await writeFile(`${to}/page/index.html`, page);
    await writeFile(`${to}/index.html`, atRoot(page));
  };
  await write(html);
  if (address) {
    const { makeCard } = await import('./make-card.mjs');
    await makeCard(to, `${to}/page/card.jpg`);
    await write(withCard(html, address));
  }
  console.log(`The page is in ${to}`);
}

/**
 * The files of networks, which must already be downloaded.
 * @param {string[]} names
 * @returns {Promise<string[]>}
 */
async function filesOf(names) {
  const { models } = JSON.parse(await readFile(`${root}weights/models.json`, 'utf8'));
  const files = [];
  for (const name of names) {
    const model = models.find((/** @type {{ name: string }} */ one) => one.name === name);
    if (!model) throw new Error(`there is no model ${name} in weights/models.json`);
    const fetched = await stat(DOWNLOADS + model.file).catch(() => undefined);
    if (!fetched)
      throw new Error(`${name} is not here yet; scripts/fetch-weights.sh ${name} downloads it`);
    files.push(model.file);
  }
  return files;
}

/**
 * @param {string} url
 * @returns {string} of a folder
 */
function addressOf(url) {
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new Error(`--url takes an address such as https://example.org/residua/, not "${url}"`);
  }
  return url.endsWith('/') ? url : `${url}/`;
}

/** @param {Error} error */
function fail({ message }) {
  console.error(`error: ${message}`);
  process.exitCode = 1;
}

/**
 * Accepts only a folder that this script made, or one that does not exist.
 * @param {string} to
 */
async function replaceable(to) {
  const exists = await stat(to).catch(() => undefined);
  if (!exists || to === OURS) return;
  if (await stat(`${to}/${MARK}`).catch(() => undefined)) return;
  throw new Error(`${to} is there already and is no page of ours; name another folder with --to`);
}

/**
 * An identifier of the page's contents, by which the service worker keeps one version complete.
 * @param {string} folder
 * @returns {Promise<string>}
 */
async function versionOf(folder) {
  const digest = createHash('sha256');
  const names = await readdir(folder, { recursive: true });
  for (const name of names.sort()) {
    const path = `${folder}/${name}`;
    if ((await stat(path)).isFile()) digest.update(name).update(await readFile(path));
  }
  return digest.digest('hex').slice(0, 16);
}

/**
 * The page with its one stylesheet. Preloads the scripts that main.js imports.
 * @param {string[]} scripts main.js last
 * @param {string} html
 * @param {string} version
 */
function withBundles(scripts, html, version) {
  const links = [
    `<meta name="version" content="${version}" />`,
    '<link rel="stylesheet" href="first.css" />',
    ...scripts.slice(0, -1).map((name) => `<link rel="modulepreload" href="${name}" />`),
  ];
  return html
    .replace(STYLESHEET, '')
    .replace(/ *<link rel="modulepreload"[^>]*>\n/g, '')
    .replace(/(?=<script type="module")/, links.map((link) => `${link}\n    `).join(''));
}

/**
 * The page with the picture for link previews, which require absolute addresses.
 * @param {string} html
 * @param {string} address
 */
function withCard(html, address) {
  return html
    .replace(
      /(?=<meta name="twitter:card")/,
      `<meta property="og:url" content="${address}" />
    <meta property="og:image" content="${address}page/card.jpg" />
    `,
    )
    .replace('content="summary"', 'content="summary_large_image"');
}

/**
 * The page, moved one folder up.
 * @param {string} html
 */
function atRoot(html) {
  return html.replace(/(href|src)="(?![a-z]+:|#|\/)([^"]+)"/g, '$1="page/$2"');
}
