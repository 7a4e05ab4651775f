// Draws the include graph of the folders of src/ in CONTRIBUTING.md and checks it against the table of layers there.
//
//   node scripts/lint/includes.mjs            writes the diagram
//   node scripts/lint/includes.mjs --check    only checks that the diagram is current
//
// Both fail if an include goes up in the table, if headers or folders form an include cycle, if a quoted include is not
// a file below src/, or if a foreign library is included outside the one layer that may include it. A folder within a
// layer, such as src/engine/passes, belongs to the layer.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Foreign headers, and the only layer that may include them. */
const LIBRARIES = [
  { name: 'XNNPACK', headers: /^(xnnpack|pthreadpool)(\.h$|\/)/, layer: 'engine' },
  { name: 'stb_image', headers: /^stb_image\.h$/, layer: 'image' },
  { name: 'libwebp', headers: /^webp\//, layer: 'image' },
  { name: 'yyjson', headers: /^yyjson\.h$/, layer: 'core' },
  { name: 'Embind', headers: /^emscripten\/(bind|val)\.h$/, layer: 'bindings' },
];

const MARKED = /(<!-- includes:.*?-->\n).*?(<!-- end of includes -->)/s;

/**
 * An #include directive of a file below src/.
 * @typedef {{ file: string, line: number, path: string, quoted: boolean }} Include
 */

/** @param {string} file or folder, such as engine/passes/fuse.h */
const layerOf = (file) => file.split('/')[0];

/** @param {Include} include */
const placeOf = ({ file, line, path }) => `src/${file}:${line} includes ${path}`;

/**
 * @param {string} contributing CONTRIBUTING.md
 * @returns {string[]} the folders of src/ in the order of its table, highest first
 */
export function readLayers(contributing) {
  const rows = contributing.matchAll(/^\| `src\/([a-z_]+)` +\|/gm);
  return [...rows].map(([, layer]) => layer).filter((layer) => layer !== 'third_party');
}

/**
 * @param {string} src
 * @returns {{ files: Set<string>, includes: Include[] }} without src/third_party, which contains only recipes
 */
export function readIncludes(src) {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(h|cc|cc\.in)$/.test(file) && layerOf(file) !== 'third_party')
    .sort();
  const includes = files.flatMap((file) =>
    readFileSync(join(src, file), 'utf8')
      .split('\n')
      .flatMap((text, index) => {
        const found = /^\s*#\s*include\s*(["<])([^">]+)[">]/.exec(text);
        return found ? [{ file, line: index + 1, path: found[2], quoted: found[1] === '"' }] : [];
      }),
  );
  return { files: new Set(files), includes };
}

/**
 * @param {Map<string, Set<string>>} edges
 * @returns {string[] | undefined} a cycle, with its first element repeated at the end
 */
export function findCircle(edges) {
  const done = new Set();
  /** @param {string} node @param {string[]} path @returns {string[] | undefined} */
  function visit(node, path) {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next, [...path, node]);
      if (circle) return circle;
    }
    done.add(node);
    return undefined;
  }
  for (const node of edges.keys()) {
    const circle = visit(node, []);
    if (circle) return circle;
  }
  return undefined;
}

/**
 * @param {Iterable<[string, string]>} pairs
 * @returns {Map<string, Set<string>>}
 */
function edgesOf(pairs) {
  const edges = new Map();
  for (const [from, to] of pairs) edges.set(from, (edges.get(from) ?? new Set()).add(to));
  return edges;
}

/** @param {Include[]} includes @returns {Map<string, Set<string>>} from layer to layer */
function layerEdges(includes) {
  return edgesOf(
    includes
      .filter(({ file, path, quoted }) => quoted && layerOf(file) !== layerOf(path))
      .map(({ file, path }) => [layerOf(file), layerOf(path)]),
  );
}

/**
 * @param {{ files: Set<string>, includes: Include[] }} source
 * @param {string[]} layers highest first
 * @returns {string[]} one sentence per violation
 */
export function whatIsWrong({ files, includes }, layers) {
  const wrong = [];
  for (const layer of new Set([...files].map(layerOf))) {
    if (!layers.includes(layer)) wrong.push(`src/${layer} is not in the table of layers`);
  }
  for (const include of includes) {
    const { file, path, quoted } = include;
    if (quoted && !files.has(path)) {
      wrong.push(`${placeOf(include)}, which is no file below src/`);
    } else if (quoted && layers.indexOf(layerOf(path)) < layers.indexOf(layerOf(file))) {
      wrong.push(`${placeOf(include)}, which is above it in the table of layers`);
    }
    const library = quoted ? undefined : LIBRARIES.find(({ headers }) => headers.test(path));
    if (library && library.layer !== layerOf(file)) {
      wrong.push(`${placeOf(include)}; only src/${library.layer} includes ${library.name}`);
    }
  }
  const quoted = includes.filter((include) => include.quoted);
  const circles = [
    findCircle(layerEdges(includes)),
    findCircle(edgesOf(quoted.map(({ file, path }) => [file, path]))),
  ];
  for (const circle of circles) {
    if (circle) wrong.push(`A circle of includes: ${circle.join(' -> ')}`);
  }
  return wrong;
}

/**
 * @param {Include[]} includes
 * @param {string[]} layers highest first
 * @returns {string} a Mermaid diagram with arrows from the including to the included folder
 */
export function drawingOf(includes, layers) {
  const edges = layerEdges(includes);
  const lines = layers.flatMap((layer) => {
    const lower = layers.filter((other) => edges.get(layer)?.has(other));
    const foreign = LIBRARIES.filter(({ headers }) =>
      includes.some(
        ({ file, path, quoted }) => !quoted && layerOf(file) === layer && headers.test(path),
      ),
    ).map(({ name }) => `${name}([${name}])`);
    const all = [...lower, ...foreign];
    return all.length ? [`  ${layer} --> ${all.join(' & ')}`] : [];
  });
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

/** @param {string[]} args @returns {boolean} whether there is no violation */
function main(args) {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const contributingPath = `${root}CONTRIBUTING.md`;
  const contributing = readFileSync(contributingPath, 'utf8');
  const layers = readLayers(contributing);
  const source = readIncludes(`${root}src`);
  const wrong = whatIsWrong(source, layers);
  if (!MARKED.test(contributing)) wrong.push('CONTRIBUTING.md has no marks for the drawing');
  const made = contributing.replace(
    MARKED,
    (_, begin, end) => `${begin}\n${drawingOf(source.includes, layers)}\n\n${end}`,
  );
  if (!args.includes('--check')) writeFileSync(contributingPath, made);
  else if (made !== contributing) {
    wrong.push('The drawing in CONTRIBUTING.md is stale; node scripts/lint/includes.mjs writes it');
  }
  for (const sentence of wrong) console.error(sentence);
  console.log(
    `includes: ${source.includes.length} in ${source.files.size} files, ${wrong.length} faults`,
  );
  return wrong.length === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = main(process.argv.slice(2)) ? 0 : 1;
}
