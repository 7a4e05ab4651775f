// Measures the JavaScript that a page downloads, and fails if it exceeds its budget.
//
//   node scripts/web/check-module-size.mjs       after scripts/web/bundle-module.mjs

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../../web/dist/', import.meta.url));

/**
 * Bytes after gzip -9, without the glue of the WebAssembly: see scripts/web/check-size.mjs.
 * @type {Record<string, number>}
 */
const BUDGET = {
  // Without the list of models, which is loaded only for a model given by name.
  'our own JavaScript': 17_750,
  'residua/inline': 605_000,
  // Including its worker; the first line covers the module that it teaches with.
  'residua/teach': 8_000,
};

/**
 * @param {string} name of a module in web/dist
 * @param {Set<string>} [found]
 * @returns {Promise<Set<string>>} the module and its static imports
 */
async function closure(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const text = await readFile(dist + name, 'utf8');
  for (const [, imported] of text.matchAll(/(?:from|import)"\.\/([\w-]+\.js)"/g)) {
    await closure(imported, found);
  }
  return found;
}

/** @param {string} name */
const gzipped = async (name) => gzipSync(await readFile(dist + name), { level: 9 }).length;

/** @returns {Promise<Record<string, { bytes: number, budget: number }>>} */
export async function measureModule() {
  let own = 0;
  for (const name of await closure('worker.js', await closure('index.js'))) {
    own += await gzipped(name);
  }
  /** @type {Record<string, number>} */
  const measured = {
    'our own JavaScript': own,
    'residua/inline': await gzipped('inline.js'),
    'residua/teach': (await gzipped('teach.js')) + (await gzipped('teach-worker.js')),
  };
  return Object.fromEntries(
    Object.entries(measured).map(([name, bytes]) => [name, { bytes, budget: BUDGET[name] }]),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, { bytes, budget }] of Object.entries(await measureModule())) {
    const over = bytes > budget;
    console.log(`${name}: ${bytes} of ${budget} bytes gzip${over ? ', over budget' : ''}`);
    if (over) process.exitCode = 1;
  }
}
