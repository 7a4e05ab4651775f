// Prints the download size of each flavour for a page, and fails if it exceeds its budget. The readers are downloaded
// only for a PyTorch or ONNX file.
//
//   node scripts/web/check-size.mjs

import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const FLAVOURS = ['simd', 'relaxed-simd', 'simd-threads', 'relaxed-simd-threads'];

/**
 * In bytes, with the best brotli compression of the wasm and gzip compression of the JavaScript. With the module's own
 * JavaScript (see check-module-size.mjs), the glue amounts to at most 22 KB; starting threads takes another 4.
 */
const BUDGETS = {
  wasm: { brotli: 190_000 },
  readers: { brotli: 52_000 },
  glue: { gzip: 6_030 },
  'glue with threads': { gzip: 10_000 },
};

const dist = new URL('../../web/dist/', import.meta.url);
const columns = [
  (row) => row.flavour.padEnd(22),
  (row) => row.part.padEnd(8),
  (row) => String(row.raw).padStart(9),
  (row) => String(row.gzip).padStart(9),
  (row) => String(row.brotli).padStart(9),
  (row) => row.verdict,
];
const line = (row) =>
  columns
    .map((column) => column(row))
    .join('')
    .trimEnd();

/** The sizes of one file. */
function measure(flavour, part, suffix) {
  const name = part === 'readers' ? `${flavour}-readers` : flavour;
  const bytes = readFileSync(new URL(`residua-${name}.${suffix}`, dist));
  const sizes = {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes).length,
  };
  const [[format, budget]] = Object.entries(
    BUDGETS[part === 'glue' && flavour.endsWith('threads') ? 'glue with threads' : part],
  );
  const beyond = sizes[format] > budget;
  const verdict = beyond ? `  beyond its ${budget} bytes of ${format}` : '';
  return { flavour, part, ...sizes, beyond, verdict };
}

const rows = FLAVOURS.flatMap((flavour) => [
  measure(flavour, 'wasm', 'wasm'),
  measure(flavour, 'readers', 'wasm'),
  measure(flavour, 'glue', 'mjs'),
]);
const head = { flavour: 'flavour', part: 'part', raw: 'raw', gzip: 'gzip', brotli: 'brotli' };
console.log(line({ ...head, verdict: '' }));
for (const row of rows) console.log(line(row));
if (rows.some((row) => row.beyond)) {
  console.error('A download is larger than scripts/web/check-size.mjs allows.');
  process.exitCode = 1;
}
