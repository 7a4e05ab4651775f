// Runs clang-tidy on the C++ sources under src/, two at a time, and caches which ones were clean.
//
//   node clang-tidy.mjs BUILD-FOLDER     a finished build with compile_commands.json
//
// A source is checked again only if its inputs changed: the source, a project header that it includes, its compile
// command, the list of checks, or clang-tidy.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const CLANG_TIDY = 'clang-tidy-19';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const buildFolder = resolve(process.argv[2]);
const cleanFolder = join(buildFolder, 'clang-tidy-clean');
mkdirSync(cleanFolder, { recursive: true });

/** The project headers that each object includes, as recorded by ninja: object path -> absolute file names. */
function ourDependencies() {
  const listing = execFileSync('ninja', ['-C', buildFolder, '-t', 'deps'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const dependencies = new Map();
  let current = [];
  for (const line of listing.split('\n')) {
    const header = /^(\S.*): #deps /.exec(line);
    if (header) {
      current = [];
      dependencies.set(header[1], current);
    } else if (line.startsWith('    ')) {
      const file = resolve(buildFolder, line.trim());
      if (file.startsWith(`${root}/src/`)) current.push(file);
    }
  }
  return dependencies;
}

const version = execFileSync(CLANG_TIDY, ['--version']);
const checks = readFileSync(join(root, '.clang-tidy'));
const dependencies = ourDependencies();

function fingerprint({ file, command, output }) {
  const hash = createHash('sha256').update(version).update(checks).update(command);
  for (const path of [file, ...(dependencies.get(output) ?? []).sort()]) {
    hash.update(path).update(readFileSync(path));
  }
  return hash.digest('hex');
}

const sources = JSON.parse(readFileSync(join(buildFolder, 'compile_commands.json'), 'utf8')).filter(
  ({ file }) => file.startsWith(`${root}/src/`),
);
if (sources.length === 0) throw new Error('no sources to look at');

const waiting = sources
  .map((source) => ({ ...source, clean: join(cleanFolder, fingerprint(source)) }))
  .filter(({ clean }) => !existsSync(clean));
let bad = 0;

async function worker() {
  for (let source = waiting.shift(); source; source = waiting.shift()) {
    const name = relative(root, source.file);
    try {
      // The compiler of the build has warnings that clang does not know.
      const options = ['--quiet', '-p', buildFolder, '--extra-arg=-Wno-unknown-warning-option'];
      await promisify(execFile)(CLANG_TIDY, [...options, source.file], { maxBuffer: 1 << 26 });
      writeFileSync(source.clean, '');
      console.log(`clang-tidy: ${name} is clean`);
    } catch (error) {
      bad += 1;
      console.log(`clang-tidy: ${name}\n${error.stdout || error.message}`);
    }
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, worker));
console.log(`clang-tidy: ${sources.length} files, ${bad} with findings`);
process.exitCode = bad > 0 ? 1 : 0;
