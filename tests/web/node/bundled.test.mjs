// The module in a bundle for Node, away from its other files.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const DIST = new URL('../../../web/dist/node.js', import.meta.url);

/** @param {string[]} external */
async function answerOf(external) {
  const folder = mkdtempSync(join(tmpdir(), 'residua-'));
  try {
    const outfile = join(folder, 'app.mjs');
    await build({
      stdin: {
        contents: `
          import { createClassifier } from ${JSON.stringify(external[0] ?? fileURLToPath(DIST))};
          const model = new Uint8Array(8);
          console.log(await createClassifier({ model, threads: 1 }).catch(({ code, message }) => code + ': ' + message));
          process.exit();`,
        resolveDir: folder,
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      external,
      outfile,
      logLevel: 'silent',
    });
    return execFileSync(process.execPath, [outfile], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('[regression] a bundle for Node says how to leave the module out of it', async () => {
  assert.match(await answerOf([]), /download-failed: A bundler .* external in esbuild/);
});

test('left out of the bundle it is found, and says what is wrong with the model', async () => {
  // Eight zeros are no checkpoint: the error shows that the module runs.
  assert.match(await answerOf([pathToFileURL(fileURLToPath(DIST)).href]), /-checkpoint: /);
});
