// Debian's Python, which has its PyTorch, and a training that is stopped half way.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ROOT } from './command.mjs';

export const PYTHON = '/usr/bin/python3';

/**
 * @param {string[]} modules such as torch
 * @returns {string | false} a reason to skip tests that import them
 */
export function noPython(...modules) {
  const missing = spawnSync(PYTHON, ['-c', `import ${modules.join(', ')}`]).status !== 0;
  return (
    missing &&
    `${PYTHON} lacks one of ${modules.join(', ')}; Debian has them as python3-torch, python3-torchvision, python3-pil`
  );
}

/**
 * Starts scripts/train.sh and kills it once it has kept where it is.
 * @param {string} folder in which it runs
 * @param {string} photos
 * @param {string} out
 * @param {string[]} args
 */
export async function trainAndKill(folder, photos, out, args) {
  const run = spawn(`${ROOT}scripts/train.sh`, [photos, out, ...args], {
    cwd: folder,
    env: { ...process.env, PYTHON },
    stdio: 'ignore',
  });
  while (!existsSync(join(folder, out, 'training-state.pt'))) {
    assert.equal(run.exitCode, null);
    await setTimeout(10);
  }
  run.kill('SIGKILL');
  await once(run, 'exit');
}
