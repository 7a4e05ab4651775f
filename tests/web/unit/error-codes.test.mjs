// The codes of errors: all that are thrown are explained at ErrorCode in web/src/errors.js, and no others.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/command.mjs';
import { README } from '../lib/readme.mjs';

/** @param {string} folder @param {RegExp} name @returns {string} what its files say, but those that name all codes */
function textOf(folder, name) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => name.test(file) && !/^(core\/)?errors?\.(js|h|cc)$/.test(file))
    .map((file) => readFileSync(join(ROOT, folder, file), 'utf8'))
    .join('\n');
}

/** @param {string} text @param {RegExp} pattern with one group @returns {string[]} without repetition, sorted */
function found(text, pattern) {
  return [...new Set(Array.from(text.matchAll(pattern), ([, one]) => one))].sort();
}

const errorsSource = readFileSync(join(ROOT, 'web/src/errors.js'), 'utf8');
const explained = found(errorsSource, /^ \* - `([a-z-]+)`: .+\.$/gm);

// kInvalidImage -> invalid-image, as src/core/error.cc has it.
const nativeNames = new Map(
  Array.from(
    readFileSync(join(ROOT, 'src/core/error.cc'), 'utf8').matchAll(
      /case ErrorCode::(k\w+):\s+return "([a-z-]+)"/g,
    ),
    ([, name, code]) => [name, code],
  ),
);
const thrownNatively = found(textOf('src', /\.(cc|h)$/), /ErrorCode::(k\w+)/g);
const thrownHere = found(
  textOf('web/src', /\.js$/) + errorsSource.replaceAll(/\/\*\*.*?\*\//gs, ''),
  /new ResiduaError\(\s*'([a-z-]+)'/g,
);

test('every code that is thrown is explained, and every code that is explained is thrown', () => {
  assert.ok(thrownHere.length >= 8, thrownHere.join());
  assert.ok(thrownNatively.length >= 6, thrownNatively.join());
  const native = thrownNatively.map((name) => nativeNames.get(name));
  assert.deepEqual([...new Set([...thrownHere, ...native])].sort(), explained);
});

test('the C++ side has no code that it does not throw', () => {
  assert.deepEqual([...nativeNames.keys()].sort(), thrownNatively);
});

test('the README has the same list', () => {
  assert.deepEqual(found(README, /^\| `([a-z]+(?:-[a-z]+)*)` +\| [a-z].*\. +\|$/gm), explained);
});
