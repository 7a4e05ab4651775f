// An empty folder with the examples and the other projects, into which the packed module and the tools are installed.

import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, runProgram } from '../lib/command.mjs';
import { picture } from '../lib/picture.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const QUIETLY = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];

/** @typedef {Awaited<ReturnType<typeof makeWorkspace>>} Workspace */

/**
 * The projects of web/examples and of `projects/`, each in a folder of its own, with one node_modules above them.
 * @returns {Promise<{ folder: string, tarball: string, packed: string[],
 *   run: (project: string, program: string, ...args: string[]) => Promise<string>, remove: () => Promise<void> }>}
 */
export async function makeWorkspace() {
  const folder = await mkdtemp(join(tmpdir(), 'residua-consumers-'));
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
    await cp(HERE + file, join(folder, file));
  }
  await cp(`${ROOT}web/examples`, folder, { recursive: true });
  await cp(`${HERE}projects`, folder, { recursive: true });
  // The examples share one node_modules above them; by this file Vite knows that it may serve what is in there.
  await writeFile(join(folder, 'pnpm-workspace.yaml'), '');
  await mkdir(join(folder, 'files'));
  await writeFile(join(folder, 'files/tiny.safetensors'), tinyCheckpoint());
  await writeFile(join(folder, 'files/picture.bmp'), picture());

  const { tarball, packed } = await pack(folder);
  await succeed('npm', ['install', ...QUIETLY, tarball], folder);
  return {
    folder,
    tarball,
    packed,
    run: (project, program, ...args) =>
      ['node', 'npm'].includes(program)
        ? succeed(program, args, join(folder, project))
        : succeed(join(folder, 'node_modules/.bin', program), args, join(folder, project)),
    remove: () => rm(folder, { recursive: true }),
  };
}

/**
 * Makes the package that npm would publish.
 * @param {string} folder
 * @returns {Promise<{ tarball: string, packed: string[] }>} packed: the files in it
 */
export async function pack(folder) {
  const packing = ['--json', '--pack-destination', folder];
  const made = await succeed(`${ROOT}scripts/build-package.sh`, packing, folder);
  // npm prints before it what it runs.
  const [{ filename, files }] = JSON.parse(made.slice(made.indexOf('\n[') + 1));
  const names = files.map((/** @type {{ path: string }} */ { path }) => path);
  return { tarball: join(folder, filename), packed: names };
}

/**
 * An example with a tool that has many packages of its own, which few tests need.
 * @param {string} name of the tool (in `tools/`) and of the example
 * @param {{ folder: string, tarball: string }} into
 * @returns {Promise<{ project: string, program: string } | { missing: string }>} program: the tool's; missing: why npm does
 *   not install it here
 */
export async function installTool(name, { folder, tarball }) {
  const project = join(folder, name);
  await cp(`${HERE}.npmrc`, join(project, '.npmrc'));
  await cp(`${HERE}tools/${name}`, project, { recursive: true });
  const { status, err } = await runProgram('npm', ['install', ...QUIETLY], { cwd: project });
  if (status !== 0) return { missing: `npm cannot install ${name} here: ${err.slice(-300)}` };
  await succeed('npm', ['install', ...QUIETLY, '--no-save', tarball], project);
  // Its package.json takes the place of the tool's: some tools are configured there.
  await cp(`${ROOT}web/examples/${name}`, project, { recursive: true });
  return { project, program: join(project, 'node_modules/.bin', name) };
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>} what it printed
 */
export async function succeed(program, args, cwd) {
  const env = { NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' };
  const { status, out, err } = await runProgram(program, args, { cwd, env });
  if (status === 0) return out;
  throw new Error(`${program} ${args.join(' ')} ended with status ${status}\n${out}\n${err}`);
}
