// Every source of src/ has a unit test of its name, or a line in tests/README.md that names what tests it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../lib/command.mjs';

const sources = readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.cc') && !file.startsWith('third_party/'))
  .map((file) => file.slice(0, -'.cc'.length));
const withoutTest = sources.filter(
  (source) => !existsSync(`${ROOT}tests/unit/${basename(source)}_test.cc`),
);

/** Of each row of the table the sources and the tests that it names. */
const rows = readFileSync(`${ROOT}tests/README.md`, 'utf8')
  .split('\n')
  .map((line) => /^\| `([a-z/]+\/)`: (.+?) \| (.+) \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, folder, names, tests]) => ({
    sources: inQuotes(names).map((name) => folder + name),
    tests: inQuotes(tests).filter((path) => /\.(cc|mjs)$/.test(path)),
  }));

/** @param {string} text @returns {string[]} */
function inQuotes(text) {
  return Array.from(text.matchAll(/`([^`]+)`/g), ([, quoted]) => quoted);
}

test('each source without a test of its name is in the table, once, and no other', () => {
  assert.ok(sources.length > 150, String(sources.length));
  assert.deepEqual(rows.flatMap((row) => row.sources).sort(), withoutTest.sort());
});

test('each row of the table names tests, and all of them exist', () => {
  for (const row of rows) {
    assert.ok(row.tests.length > 0, row.sources.join());
    for (const path of row.tests) assert.ok(existsSync(`${ROOT}tests/${path}`), path);
  }
});
