// Takes apart a flavour of the WebAssembly: what every visitor needs, and what reads the files that few bring, PyTorch's and
// ONNX. The second part is loaded into the first one's memory when such a file comes (web/src/engine/readers.js).
//
//   node scripts/web/split-module.mjs BINARYEN IN OUT READERS WHOLE
//
//   BINARYEN  folder of wasm-dis, wasm-split and wasm-opt
//   IN        as it was linked, with the names of its functions
//   OUT       what every visitor needs
//   READERS   the rest
//   WHOLE     both in one, for residua/inline
//
// A function belongs to the readers if it can only be reached through the functions listed below, the entry points of the readers.

import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

/** Entry points that are called directly, by the beginning of their mangled names. */
const CALLED = ['_ZN7residua12ThrowForeignE', '_ZN7residua4onnx10ImportOnnxE'];

/** Entry points that are called through tables, as virtual functions are, by a part of their mangled names. */
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

/** Functions with the same code become one, and these often have: they stay. */
const DESTRUCTOR = /D[012]Ev$/;

const [binaryen, input, output, readers, whole] = process.argv.slice(2);

/** What the code may use; without them Binaryen takes it for invalid. Reference types would bring in a second table. */
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
 * @returns {{ calls: Map<string, Set<string>>, exported: string[], inTables: string[] }} calls: of each function that is
 *   defined, those that it calls or names
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
    // What the module consists of is indented by one space, what is in a function by more.
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
