// Photos for tests: rendered ones of 512x384 pixels, in tests/web/samples.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../samples/', import.meta.url));
const ON_PAGE = new URL('../../../web/dist/samples/', import.meta.url);

/** False, or why tests of the photos that the page itself offers are skipped. */
export const noSamplesOnPage = existsSync(ON_PAGE)
  ? false
  : 'there is no web/dist/samples: run scripts/internal/fetch-samples.sh';

/** @param {string} name of a photo that the page offers @returns {string} its path */
export const pageSample = (name) => fileURLToPath(new URL(`${name}.webp`, ON_PAGE));

/** @returns {string[]} the names of the tests' photos, without ".jpg" */
export function samples() {
  return readdirSync(FOLDER)
    .map((name) => name.slice(0, -'.jpg'.length))
    .sort();
}

/** @param {string} name @returns {string} the path of one */
export const sample = (name) => `${FOLDER}${name}.jpg`;

/** @param {string} name @returns {string} an address that a page fetches without a server */
export const dataUrlOf = (name) =>
  `data:image/jpeg;base64,${readFileSync(sample(name)).toString('base64')}`;
