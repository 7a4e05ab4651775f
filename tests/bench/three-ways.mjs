// Compares what the native program, the module in Node and the module in Chromium make of the same files: the ten most probable
// classes, to 1e-4, or the code of the error.
//
//   node tests/bench/three-ways.mjs [--files N] FOLDER...
//
// N files are drawn from all of the folders', the same ones every time (default: 1000). Chromium decodes some formats itself that the
// other two refuse; those are a row of their own.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NATIVE, RESIDUA, jsonLines } from '../web/lib/command.mjs';
import { serveBytes, startModulePages } from '../web/lib/module-page.mjs';

const TOP = 10;
const TOLERANCE = 1e-4;
const AT_ONCE = 25;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string', default: '1000' } },
});

/** @typedef {{ code: string } | { code: '', decoder?: string | null, predictions: { index: number, probability: number }[] }} Seen */

const digest = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');
const files = positionals
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  )
  .sort((a, b) => digest(a).localeCompare(digest(b)))
  .slice(0, Number(values.files));

/**
 * @param {string[]} command
 * @param {string[]} paths
 * @returns {Promise<Seen[]>}
 */
function byProgram([program, ...args], paths) {
  const all = [...args, 'classify', '--json', '--topk', String(TOP), '--', ...paths];
  return new Promise((resolve) =>
    execFile(program, all, { maxBuffer: 1 << 28 }, (_, out) => {
      const rows = new Map(jsonLines(out).map((row) => [row.file, row]));
      resolve(
        paths.map((path) => {
          const row = rows.get(path);
          if (!row) return { code: 'no answer' };
          return row.error ? { code: row.error.code } : { code: '', predictions: row.predictions };
        }),
      );
    }),
  );
}

const pages = await startModulePages();
const page = await pages.open();
await page.evaluate(async () => {
  const { createClassifier } = await import('/src/index.js');
  /** @type {any} */ (globalThis).classifier = await createClassifier({ threads: 1 });
});

/** @param {string} path @returns {Promise<Seen>} */
async function byChromium(path) {
  await serveBytes(page, '/photo', readFileSync(path));
  const seen = await page.evaluate(async (topK) => {
    const { classifier } = /** @type {any} */ (globalThis);
    const blob = new Blob([await (await fetch('/photo')).arrayBuffer()]);
    try {
      const { decoder, predictions } = await classifier.classifyDetailed(blob, { topK });
      return { code: '', decoder, predictions };
    } catch (error) {
      return { code: error.code ?? String(error) };
    }
  }, TOP);
  await page.unroute('**/photo');
  return /** @type {Seen} */ (seen);
}

/** @param {Seen} a @param {Seen} b whether they say the same */
function alike(a, b) {
  if (a.code || b.code) return a.code === b.code;
  const [x, y] = [a, b].map(
    (seen) => new Map(/** @type {any} */ (seen).predictions.map((p) => [p.index, p.probability])),
  );
  // A class that is last in one list may have just fallen out of the other.
  return [...x].every(([index, p]) => Math.abs(p - (y.get(index) ?? p)) <= TOLERANCE);
}

const count = { alike: 0, 'refused alike': 0, 'read by Chromium alone': 0, different: 0 };
try {
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const paths = files.slice(at, at + AT_ONCE);
    const [native, node] = await Promise.all([
      byProgram([NATIVE], paths),
      byProgram(RESIDUA, paths),
    ]);
    for (const [i, path] of paths.entries()) {
      const chromium = await byChromium(path);
      const refused = native[i].code;
      if (alike(native[i], node[i]) && alike(native[i], chromium)) {
        count[refused ? 'refused alike' : 'alike']++;
      } else if (refused && alike(native[i], node[i]) && !chromium.code) {
        count['read by Chromium alone']++;
        console.log(`by Chromium: ${path}: ${refused}`);
      } else {
        count.different++;
        const said = [native[i], node[i], chromium].map((seen) =>
          seen.code ? seen.code : JSON.stringify(/** @type {any} */ (seen).predictions[0]),
        );
        console.log(`different: ${path}\n  ${said.join('\n  ')}`);
      }
    }
  }
} finally {
  await pages.close();
}
console.log(`\n${files.length} files: ${JSON.stringify(count)}`);
process.exitCode = count.different ? 1 : 0;
