// The Python programs without their packages: they say what to install.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { runProgram } from '../lib/command.mjs';

const PYTHON = '/usr/bin/python3';
const skip = existsSync(PYTHON) ? false : `there is no ${PYTHON}`;

const PACKAGES = {
  train:
    /lacks PyTorch and NumPy and Pillow\..*apt-get install python3-torch python3-numpy python3-pil\n/s,
  measure: /lacks PyTorch and NumPy and Pillow\./,
  export: /lacks PyTorch\..*-m pip install torch\n/s,
  compress: /lacks PyTorch\./,
};

for (const [program, message] of Object.entries(PACKAGES)) {
  test(`scripts/${program}.sh without its packages says which they are`, { skip }, async () => {
    // -S: without the folders in which packages are installed.
    const { status, err } = await runProgram(
      PYTHON,
      ['-S', '-m', `residua_tools.${program}`, 'a', 'b'],
      { env: { PYTHONPATH: 'scripts/python' } },
    );
    assert.match(err, message);
    assert.doesNotMatch(err, /Traceback/);
    assert.equal(status, 2);
  });
}
