// The script that writes the fuzzers' seeds.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, runProgram } from './lib/command.mjs';
import { noPython, PYTHON } from './lib/python.mjs';

test('two runs of make_fuzz_seeds write the same bytes [regression]', async (context) => {
  const skip = noPython('PIL');
  if (skip) return context.skip(skip);
  const runs = [];
  for (const seed of ['1', '2']) {
    const folder = mkdtempSync(join(tmpdir(), 'residua-seeds-'));
    context.after(() => rmSync(folder, { recursive: true }));
    const { status, err } = await runProgram(
      `${ROOT}scripts/python/run.sh`,
      ['reference.make_fuzz_seeds', folder],
      { env: { PYTHON, PYTHONHASHSEED: seed } },
    );
    assert.equal(status, 0, err);
    runs.push(folder);
  }
  const names = readdirSync(runs[0], { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(runs[0].length));
  assert.ok(names.length > 60, `${names.length} seeds`);
  for (const name of names) {
    const [first, second] = runs.map((folder) => readFileSync(join(folder, name)));
    assert.ok(first.equals(second), name);
  }
});
