// Copies what the JavaScript module needs from other folders into web/dist (git-ignored): the list of models and their
// class names, as modules that every bundler includes, and the built-in model.
//
//   node scripts/web/build-module.mjs            for the page and the tests
//   node scripts/web/build-module.mjs --types    also the type declarations, with the compiler of tests/web

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { relaxedInstructions } from './relaxed-instructions.mjs';

/** The same list as in web/src/flavour.js, which depends on this script's output. */
const FLAVOURS = ['simd', 'relaxed-simd', 'simd-threads', 'relaxed-simd-threads'];

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = `${root}web/dist/`;

const { models } = JSON.parse(await readFile(`${root}weights/models.json`, 'utf8'));
/** Names of ImageNet's classes by language. @type {Record<string, string>} */
const languages = { en: 'imagenet-labels.txt' };
for (const name of (await readdir(`${root}weights`)).sort()) {
  const [, language] = /^imagenet-labels\.(\w+)\.txt$/.exec(name) ?? [];
  if (language) languages[language] = name;
}
// The built-in model contains its own labels.
const labelFiles = [
  ...new Set([...models.map(({ labels }) => labels), ...Object.values(languages)]),
].filter(Boolean);

for (const file of labelFiles) {
  const [language] = Object.entries(languages).find(([, name]) => name === file) ?? [];
  await writeIfChanged(
    labelModule(file),
    `export const labels = ${JSON.stringify(await linesOf(file), null, 1)};
export const groups = ${JSON.stringify(await groupsIn(language))};
`,
  );
}
// The built-in model must be found without the list, which few pages load.
const { file: builtin, bytes } = models[0];
await writeIfChanged(
  'builtin.js',
  `// Made by scripts/web/build-module.mjs from weights/models.json.

export const builtin = ${JSON.stringify({ file: builtin, bytes }, null, 1)};
`,
);
// The available flavours of the WebAssembly, and the relaxed instructions that two of them require of a browser. If
// none is built, as when only types are generated, all flavours are listed, and fused multiply-add is the only
// instruction.
const flavours = FLAVOURS.filter((flavour) =>
  ['mjs', 'wasm'].every((kind) => existsSync(`${dist}residua-${flavour}.${kind}`)),
);
const builds = ['residua-relaxed-simd.wasm', 'residua-relaxed-simd-threads.wasm']
  .map((name) => dist + name)
  .filter((path) => existsSync(path));
const found = await Promise.all(
  builds.map(async (path) => relaxedInstructions(await readFile(path))),
);
const relaxed = builds.length ? [...new Set(found.flat())].sort((a, b) => a - b) : [0x105];
await writeIfChanged(
  'builds.js',
  `// Made by scripts/web/build-module.mjs from the WebAssembly.

/** @type {readonly string[]} */
export const flavours = ${JSON.stringify(flavours.length ? flavours : FLAVOURS)};

// Relaxed SIMD instructions, after their prefix.
export const relaxed = ${JSON.stringify(relaxed)};
`,
);
await writeIfChanged(
  'models.js',
  `// Made by scripts/web/build-module.mjs from weights/models.json.

/** @type {import('../src/models.js').Model[]} */
export const list = ${JSON.stringify(models, null, 1)};

/** @type {Record<string, string>} */
export const languages = ${JSON.stringify(languages)};

/** @type {Record<string, () => Promise<{ labels: string[], groups?: Record<string, (number | number[])[]> }>>} */
export const labelFiles = {
${labelFiles.map((file) => `  ${JSON.stringify(file)}: () => import('./${labelModule(file)}'),`).join('\n')}
};
`,
);

if (existsSync(`${root}weights/${builtin}`)) {
  await copyFile(`${root}weights/${builtin}`, dist + builtin);
  await copyFile(`${root}weights/builtin.LICENSE.txt`, `${dist}builtin.LICENSE.txt`);
  await copyFile(`${root}NOTICE`, `${dist}NOTICE`);
} else {
  await rm(dist + builtin, { force: true });
  console.error(`note: there is no weights/${builtin}, so the module has no built-in model`);
}

if (process.argv.includes('--types')) {
  const compiler = `${root}tests/web/node_modules/.bin/tsc`;
  if (!existsSync(compiler)) {
    console.error(
      'There is no TypeScript compiler: run scripts/internal/npm-ci.sh tests/web first.',
    );
    process.exit(1);
  }
  const { status } = spawnSync(compiler, ['--project', `${root}web/tsconfig.json`], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}

/**
 * @param {string} file in weights
 * @returns {Promise<string[]>}
 */
async function linesOf(file) {
  return (await readFile(`${root}weights/${file}`, 'utf8')).trimEnd().split('\n');
}

/**
 * @param {string | undefined} language
 * @returns {Promise<Record<string, unknown> | undefined>} the everyday groups, in the format of a model card; undefined
 * for English, which the WebAssembly contains
 */
async function groupsIn(language) {
  if (language === undefined || language === 'en') return undefined;
  const table = JSON.parse(await readFile(`${root}weights/imagenet-groups.json`, 'utf8'));
  const names = await linesOf(`imagenet-groups.${language}.txt`);
  return Object.fromEntries(Object.values(table).map((classes, index) => [names[index], classes]));
}

/**
 * @param {string} file such as "imagenet-labels.txt"
 * @returns {string}
 */
function labelModule(file) {
  return `labels/${file.replace(/\.txt$/, '')}.js`;
}

/**
 * @param {string} name in the folder
 * @param {string} text
 */
async function writeIfChanged(name, text) {
  const path = dist + name;
  if (existsSync(path) && (await readFile(path, 'utf8')) === text) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
