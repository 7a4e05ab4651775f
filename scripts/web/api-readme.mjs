// Writes the reference of the npm module into web/README.md, between two markers, from the JSDoc in web/src. Fails if
// anything public is undocumented.
//
//   node scripts/web/api-readme.mjs            after scripts/internal/npm-ci.sh tests/web and scripts/web/build-module.mjs
//   node scripts/web/api-readme.mjs --check    only checks that the file is current

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { markdownOf } from './api/markdown.mjs';
import { whatIsMissing } from './api/missing.mjs';
import { readApi } from './api/read.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const path = `${root}web/README.md`;
const MARKED = /(<!-- reference:.*?-->\n).*?(<!-- end of reference -->)/s;

const api = readApi(root);
const missing = whatIsMissing(api);
for (const sentence of missing) console.error(sentence);

const readme = await readFile(path, 'utf8');
if (!MARKED.test(readme)) throw new Error(`${path} has no marks for the reference`);
const made = readme.replace(
  MARKED,
  (_, begin, end) => `${begin}\n${markdownOf(api).trim()}\n\n${end}`,
);
if (missing.length) {
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  await writeFile(path, made);
} else if (made !== readme) {
  console.error(
    'web/README.md is not what web/src says; node scripts/web/api-readme.mjs mends that.',
  );
  process.exitCode = 1;
}
