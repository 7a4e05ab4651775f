// Runs programs and keeps what they print.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COMMAND = `${ROOT}web/src/cli.js`;
export const NATIVE = `${ROOT}build/native/residua`;

/** A reason to skip tests that compare with the native program, or false. */
export const noNative = existsSync(NATIVE)
  ? false
  : 'build/native/residua is not built; scripts/build.sh native makes it';

/** @typedef {{ status: number | null, out: string, err: string }} Outcome */

/**
 * @param {string} program
 * @param {string[]} args
 * @param {{ input?: string, cwd?: string, env?: Record<string, string> }} [options] input: what it reads from standard
 *   input
 * @returns {Promise<Outcome>}
 */
export async function runProgram(program, args, { input = '', cwd = ROOT, env = {} } = {}) {
  const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  // A program that has ended already reads nothing.
  child.stdin.on('error', () => {}).end(input);
  const [status] = await once(child, 'close');
  return { status, out, err };
}

/**
 * The command `residua` of the npm module.
 * @param {string[]} args
 * @param {Parameters<typeof runProgram>[2]} [options]
 */
export function residua(args, options) {
  return runProgram(process.execPath, [COMMAND, ...args], options);
}

/** Starts the command and leaves it running. @param {string[]} args */
export function startResidua(args) {
  return spawn(process.execPath, [COMMAND, ...args]);
}

/**
 * One of the Python programs of scripts/, with Debian's Python, which has Debian's PyTorch.
 * @param {string} name such as `train`
 * @param {string[]} args
 * @param {Parameters<typeof runProgram>[2]} [options]
 */
export function runScript(name, args, options = {}) {
  return runProgram(`${ROOT}scripts/${name}.sh`, args, {
    ...options,
    env: { PYTHON: '/usr/bin/python3', ...options.env },
  });
}

/** The command's own words for a shell. */
export const RESIDUA = [process.execPath, COMMAND];

/** @param {string} text @returns {any[]} one value per line */
export function jsonLines(text) {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
