// The page's own sample photos.

import { readdirSync } from 'node:fs';

const FOLDER = new URL('../../../web/page/samples/', import.meta.url);

/** @returns {string[]} their names, without ".jpg" */
export function samples() {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.jpg') && !name.endsWith('-small.jpg'))
    .map((name) => name.slice(0, -'.jpg'.length))
    .sort();
}
