// The repository as a clone of it would be, with the WebAssembly of here, whose making takes minutes.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from './command.mjs';

/**
 * @returns {{ folder: string, remove: () => void }} the folder with NOTICE, scripts, web and weights, and the tools of tests/web
 */
export function makeClone() {
  const parent = mkdtempSync(join(tmpdir(), 'residua-clone-'));
  const folder = join(parent, 'clone');
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', [...args, 'NOTICE', 'scripts', 'web', 'weights'], {
    cwd: ROOT,
  });
  for (const file of String(files).split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(ROOT + file, join(folder, file));
  }
  mkdirSync(join(folder, 'tests'));
  symlinkSync(`${ROOT}tests/web`, join(folder, 'tests/web'));
  cpSync(`${ROOT}web/dist`, join(folder, 'web/dist'), {
    recursive: true,
    filter: (path) => /dist\/?$|\/residua-[\w-]+\.(mjs|wasm)$|\/samples(\/|$)/.test(path),
  });
  execFileSync(process.execPath, [join(folder, 'scripts/web/build-module.mjs')]);
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}
