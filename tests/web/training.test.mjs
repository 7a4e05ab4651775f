// A stranger's folder of two classes becomes a network on the page, by the two commands of README.md. The photos are made
// here, and training is as short as can be.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { launchChromium } from './lib/browser.mjs';
import { ROOT, runProgram } from './lib/command.mjs';
import { answerFor, drop, networkIs, noPage, openWithoutWeights } from './lib/page.mjs';
import { picture } from './lib/picture.mjs';
import { startServer } from './lib/server.mjs';

// Debian's, which has its PyTorch; scripts/train itself takes whichever is first on PATH.
const PYTHON = '/usr/bin/python3';
const noTorch =
  spawnSync(PYTHON, ['-c', 'import torch, PIL']).status === 0
    ? false
    : "there is no PyTorch with Pillow; they are Debian's packages python3-torch and python3-pil";

// Seconds instead of minutes.
const QUICK = [
  ['--architecture', 'resnet10t'],
  ['--epochs', '2'],
  ['--batch', '8'],
  ['--learning-rate', '0.05'],
  ['--sizes', '32'],
  ['--store-size', '36'],
  ['--test-size', '32'],
  ['--threads', '1'],
].flat();

const folder = mkdtempSync(join(tmpdir(), 'residua-training-'));
after(() => rmSync(folder, { recursive: true }));

/**
 * Stripes in warm or in cold colours.
 * @param {'warm' | 'cold'} kind
 * @param {number} seed
 */
function coloured(kind, seed) {
  const bytes = picture({ width: 48, height: 48, seed });
  const weak = kind === 'warm' ? 0 : 2; // blue, green, red
  for (let at = 54; at < bytes.length; at += 3) {
    bytes[at + weak] >>= 3;
    bytes[at + 2 - weak] |= 0xc0;
  }
  return bytes;
}

test('two commands turn a folder of two classes into a network on the page', async (context) => {
  if (noTorch || noPage) return context.skip(noTorch || noPage || '');
  const section = /^## A network of your own$(.*?)^## /ms.exec(
    readFileSync(`${ROOT}README.md`, 'utf8'),
  );
  const commands =
    /^```\n(.*?)^```/ms
      .exec(section?.[1] ?? '')?.[1]
      .trim()
      .split('\n') ?? [];
  assert.deepEqual(commands, ['scripts/train photos my-network', 'scripts/start.sh']);

  for (const kind of /** @type {const} */ (['warm', 'cold'])) {
    mkdirSync(join(folder, 'photos', kind), { recursive: true });
    for (let seed = 1; seed <= 40; seed++) {
      writeFileSync(join(folder, 'photos', kind, `${seed}.bmp`), coloured(kind, seed));
    }
  }
  const [script, ...args] = commands[0].split(' ');
  const trained = await runProgram(PYTHON, [ROOT + script, ...args, ...QUICK], { cwd: folder });
  assert.equal(trained.status, 0, trained.out + trained.err);

  // The second command ends in this server, after a build that the tests have behind them.
  assert.match(readFileSync(`${ROOT}scripts/start.sh`, 'utf8'), /^exec node scripts\/serve\.mjs$/m);
  const server = await startServer();
  const browser = await launchChromium();
  try {
    const newContext = await browser.newContext({ locale: 'en-US', serviceWorkers: 'block' });
    const page = await openWithoutWeights(newContext, server.origin);
    await drop(page, [join(folder, 'my-network/model.safetensors')]);
    await networkIs(page, 'ready');
    for (const kind of /** @type {const} */ (['warm', 'cold'])) {
      const photo = join(folder, `${kind}.bmp`);
      writeFileSync(photo, coloured(kind, 77));
      await drop(page, [photo]);
      const { name, bars } = await answerFor(page, `${kind}.bmp`);
      assert.deepEqual(bars.map(({ label }) => label).toSorted(), ['cold', 'warm']);
      assert.equal(name, kind);
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
