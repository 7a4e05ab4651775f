// The examples of web/README.md in Node, with real photos and the built-in network; and what TypeScript says of them.

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { noBuiltin } from '../lib/builtin.mjs';
import { ROOT, runProgram } from '../lib/command.mjs';
import { blocks, opening, titleOf } from '../lib/readme.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

// Where a bundler is at work, there is no Node.
const EXAMPLES = blocks('js').filter((code) => !code.includes('residua/inline'));

// The photos that the examples speak of.
const PHOTOS = ['apple', 'ball'];
const READING = `
import { readFile as readPhoto } from 'node:fs/promises';
globalThis.photos = [];
for (const name of ${JSON.stringify(PHOTOS)}) photos.push(new File([await readPhoto(name + '.jpg')], name + '.jpg'));
globalThis.photo = photos[0];`;

/** @type {string} as a project that has installed the module */
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'residua-examples-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(`${ROOT}web`, join(folder, 'node_modules/residua'));
  for (const name of PHOTOS) {
    copyFileSync(`${ROOT}tests/web/samples/${name}.jpg`, join(folder, `${name}.jpg`));
  }
  writeFileSync(join(folder, 'resnet18.safetensors'), tinyCheckpoint());
  writeFileSync(join(folder, 'photos.mjs'), READING);
});
after(() => rmSync(folder, { recursive: true }));

assert.ok(EXAMPLES.length >= 15);
for (const [i, code] of EXAMPLES.entries()) {
  test(`the example runs in Node: ${titleOf(code)}`, { skip: noBuiltin }, async () => {
    const file = `example-${i}.mjs`;
    writeFileSync(join(folder, file), `import './photos.mjs';\n${opening(code)}\n${code}`);
    const { status, err } = await runProgram(process.execPath, [file], { cwd: folder });
    assert.deepEqual([status, err], [0, '']);
  });
}

test('TypeScript finds nothing wrong in the examples', async () => {
  const types = join(folder, 'types');
  mkdirSync(types);
  writeFileSync(
    join(types, 'globals.d.ts'),
    `declare const classifier: import('residua').Classifier;
     declare const photo: File;
     declare const photos: File[];`,
  );
  for (const [i, code] of blocks('js').entries()) writeFileSync(join(types, `${i}.js`), code);
  const compilerOptions = {
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    moduleDetection: 'force',
    lib: ['es2022', 'dom', 'dom.iterable'],
    types: [],
    allowJs: true,
    checkJs: true,
    strict: true,
    noImplicitAny: false,
    preserveSymlinks: true,
    noEmit: true,
  };
  writeFileSync(join(types, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const { status, out } = await runProgram(`${ROOT}tests/web/node_modules/.bin/tsc`, [
    '--project',
    types,
  ]);
  assert.deepEqual([out, status], ['', 0]);
});
