// Splits a flavour of the WebAssembly into the part that every visitor needs and the readers of less common files,
// PyTorch's and ONNX. The readers are loaded into the memory of the first part when such a file is opened
// (web/src/engine/readers.js).
//
//   node scripts/web/split-module.mjs BINARYEN IN OUT READERS WHOLE
//
//   BINARYEN  folder with wasm-dis, wasm-split and wasm-opt
//   IN        as linked, with function names
//   OUT       the part that every visitor needs
//   READERS   the rest
//   WHOLE     both in one file, for residua/inline
//
// A function belongs to the readers if it is reachable only through the entry points of the readers, listed below.

import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

/** Entry points that are called directly, by the prefix of their mangled names. */
const CALLED = ['_ZN7residua12ThrowForeignE', '_ZN7residua4onnx10ImportOnnxE'];

/** Entry points that are called through tables, such as virtual functions, by a part of their mangled names. */
const IN_TABLES = [
  '10PyTorchZip',
  '14ReadPyTorchZip',
  '13PyTorchLegacy',
  '11PlainPickle',
  '18ResolveTorchGlobal',
  '17ShardedCheckpoint',
  '10OnnxFormat',
  '7residua4onnx',
];

/** Never split off: functions with identical code are merged, which is common for destructors. */
const DESTRUCTOR = /D[012]Ev$/;

const [binaryen, input, output, readers, whole] = process.argv.slice(2);

/** The features of the code, which Binaryen otherwise rejects. Reference types would add a second table. */
const FEATURES = [
  ...['simd', 'relaxed-simd', 'threads', 'bulk-memory', 'sign-ext', 'mutable-globals'],
  ...['nontrapping-float-to-int', 'exception-handling'],
].map((name) => `--enable-${name}`);

/** @param {string} tool @param {string[]} args */
function run(tool, ...args) {
  const { status, stdout, stderr } = spawnSync(`${binaryen}/${tool}`, [...args, ...FEATURES], {
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${tool} failed: ${stderr?.slice(0, 2000)}`);
  return stdout;
}

const graph = readGraph(run('wasm-dis', input));
const inReaders = graph.inTables.filter(
  (name) => !DESTRUCTOR.test(name) && IN_TABLES.some((part) => name.includes(part)),
);
const called = [...graph.calls.keys()].filter((name) =>
  CALLED.some((start) => name.startsWith(`$${start}`)),
);
const doors = new Set([...called, ...inReaders]);
const missing = [
  ...CALLED.filter((start) => !called.some((name) => name.startsWith(`$${start}`))),
  ...IN_TABLES.filter((part) => !inReaders.some((name) => name.includes(part))),
];
if (missing.length) {
  throw new Error(
    `${input} has no ${missing.join(', ')}: mend the lists of scripts/web/split-module.mjs`,
  );
}

/** @type {Set<string>} */
const needed = new Set();
const open = [...graph.exported, ...graph.inTables];
while (open.length) {
  const name = /** @type {string} */ (open.pop());
  if (needed.has(name) || doors.has(name)) continue;
  needed.add(name);
  open.push(...(graph.calls.get(name) ?? []));
}
const apart = [...graph.calls.keys()].filter((name) => !needed.has(name));

const list = `${output}.functions`;
writeFileSync(list, apart.map((name) => name.slice(1)).join('\n'));
run(
  'wasm-split',
  ...['--split', input, `--split-funcs=@${list}`, '--no-placeholders'],
  ...['--import-namespace=core', '--export-prefix=%', '-o1', output, '-o2', readers],
);
rmSync(list);
run('wasm-opt', input, '--strip-debug', '-o', whole);

/**
 * @param {string} wat the module as text
 * @returns {{ calls: Map<string, Set<string>>, exported: string[], inTables: string[] }} calls: for each defined
 * function,
 *   the functions that it calls or references
 */
function readGraph(wat) {
  /** @type {Map<string, Set<string>>} */
  const calls = new Map();
  /** @type {string[]} */
  const exported = [];
  /** @type {string[]} */
  const inTables = [];
  /** @type {Set<string> | undefined} */
  let current;
  for (const line of wat.split('\n')) {
    // Top-level fields are indented by one space, the contents of functions by more.
    const [, kind] = /^ \((\w+)/.exec(line) ?? [];
    if (kind) current = undefined;
    const names = kind || current ? namesIn(line) : [];
    if (kind === 'func') calls.set(names[0], (current = new Set()));
    else if (kind === 'export' && line.includes('(func ')) exported.push(...names);
    else if (kind === 'start') exported.push(...names);
    else if (kind === 'elem') inTables.push(...names);
    else if (current && /\((call|return_call|ref\.func) /.test(line)) current.add(names[0]);
  }
  return { calls, exported, inTables };
}

/** @param {string} line */
function namesIn(line) {
  return line.match(/\$[^\s()]+/g) ?? [];
}
