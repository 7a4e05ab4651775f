// scripts/lint/includes.mjs: it sees every fault that it is there for, in small trees and in copies of src/.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  drawingOf,
  findCircle,
  readIncludes,
  readLayers,
  whatIsWrong,
} from '../../../scripts/lint/includes.mjs';
import { ROOT } from '../lib/command.mjs';

const LAYERS = ['cli', 'engine', 'core'];

/** @param {import('node:test').TestContext} t */
function emptyFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), 'residua-includes-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** @param {import('node:test').TestContext} t @param {Record<string, string>} files name -> text */
function tree(t, files) {
  const folder = emptyFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return readIncludes(folder);
}

const SOUND = {
  'cli/main.cc': '#include <vector>\n#include "engine/run.h"\n',
  'engine/run.h': '// #include "cli/none.h"\n#include "core/error.h"\n',
  'engine/run.cc':
    '#include <xnnpack.h>\n\n#include "engine/run.h"\n#include "engine/passes/fuse.h"\n',
  'engine/passes/fuse.h': '#include "engine/run.h"\n',
  'core/error.h': '',
  'third_party/other.h': '#include "cli/main.cc"\n',
};

test('sound layers have no fault, and are drawn from the highest down', (t) => {
  const source = tree(t, SOUND);
  assert.deepEqual(whatIsWrong(source, LAYERS), []);
  assert.equal(
    drawingOf(source.includes, LAYERS),
    [
      '```mermaid',
      'flowchart TD',
      '  cli --> engine',
      '  engine --> core & XNNPACK([XNNPACK])',
      '```',
    ].join('\n'),
  );
});

for (const { what, file, text, wrong } of [
  {
    what: 'an include that goes up',
    file: 'engine/up.cc',
    text: '\n#include "cli/main.cc"\n',
    wrong: /src\/engine\/up.cc:2 includes cli\/main.cc, which is above/,
  },
  {
    what: 'two folders that include each other',
    file: 'core/back.cc',
    text: '#include "engine/run.h"',
    wrong: /circle of includes: (engine -> core -> engine|core -> engine -> core)/,
  },
  {
    what: 'two headers of one folder that include each other',
    file: 'engine/run.h',
    text: '  #  include "engine/passes/fuse.h"',
    wrong: /circle of includes: engine\/run.h -> engine\/passes\/fuse.h -> engine\/run.h/,
  },
  {
    what: 'a header that includes itself',
    file: 'core/error.h',
    text: '#include "core/error.h"',
    wrong: /circle of includes: core\/error.h -> core\/error.h/,
  },
  {
    what: 'an include that is not rooted at src',
    file: 'engine/near.cc',
    text: '#include "run.h"',
    wrong: /src\/engine\/near.cc:1 includes run.h, which is no file below src/,
  },
  {
    what: "another layer's library",
    file: 'cli/kernel.cc',
    text: '#include <xnnpack/gemm.h>',
    wrong: /src\/cli\/kernel.cc:1 includes xnnpack\/gemm.h; only src\/engine includes XNNPACK/,
  },
  {
    what: 'a folder that the table does not have',
    file: 'extra/new.h',
    text: '',
    wrong: /src\/extra is not in the table/,
  },
]) {
  test(`${what} is a fault`, (t) => {
    const found = whatIsWrong(tree(t, { ...SOUND, [file]: text }), LAYERS);
    assert.ok(
      found.some((sentence) => wrong.test(sentence)),
      found.join('\n') || 'no fault',
    );
  });
}

test('a long circle is found, and a diamond is none', () => {
  const edges = (/** @type {string[]} */ ...pairs) =>
    new Map(pairs.map((pair) => [pair[0], new Set(pair.slice(1))]));
  assert.deepEqual(findCircle(edges('abc', 'bd', 'cd', 'd')), undefined);
  assert.deepEqual(findCircle(edges('ab', 'bc', 'cde', 'd', 'eb')), ['b', 'c', 'e', 'b']);
});

test('the check fails where the drawing is stale or src/ is at fault, and else passes', (t) => {
  const copy = emptyFolder(t);
  for (const path of ['CONTRIBUTING.md', 'src', 'scripts/lint/includes.mjs']) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
  const run = (/** @type {string[]} */ ...args) =>
    spawnSync(process.execPath, [join(copy, 'scripts/lint/includes.mjs'), ...args], {
      encoding: 'utf8',
    });
  const contributing = readFileSync(join(copy, 'CONTRIBUTING.md'), 'utf8');
  assert.equal(readLayers(contributing).at(-1), 'core');
  const sound = run('--check');
  assert.equal(sound.status, 0, sound.stderr);

  writeFileSync(
    join(copy, 'CONTRIBUTING.md'),
    contributing.replace('  image --> core', '  image --> cli'),
  );
  const stale = run('--check');
  assert.equal(stale.status, 1);
  assert.match(stale.stderr, /drawing in CONTRIBUTING.md is stale/);
  assert.equal(run().status, 0);
  assert.equal(readFileSync(join(copy, 'CONTRIBUTING.md'), 'utf8'), contributing);

  appendFileSync(join(copy, 'src/core/error.cc'), '#include "model/config.h"\n');
  const up = run('--check');
  assert.equal(up.status, 1);
  assert.match(up.stderr, /src\/core\/error.cc:\d+ includes model\/config.h, which is above it/);
});
