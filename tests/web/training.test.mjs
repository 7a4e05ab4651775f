// A folder of two classes becomes a network on the page, with the two commands of README.md. The photos are made
// here, and training is as short as can be.

import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { launchChromium } from './lib/browser.mjs';
import { ROOT, runScript } from './lib/command.mjs';
import { answerFor, drop, networkIs, noPage, openWithoutWeights } from './lib/page.mjs';
import { picture } from './lib/picture.mjs';
import { noPython, trainAndKill } from './lib/python.mjs';
import { startServer } from './lib/server.mjs';
import { createClassifier } from '../../web/src/node.js';

const noTorch = noPython('torch', 'PIL');

// Seconds instead of minutes.
const QUICK = [
  ['--architecture', 'resnet10t'],
  ['--epochs', '2'],
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

function makePhotos() {
  for (const kind of /** @type {const} */ (['warm', 'cold'])) {
    mkdirSync(join(folder, 'photos', kind), { recursive: true });
    for (let seed = 1; seed <= 40; seed++) {
      writeFileSync(join(folder, 'photos', kind, `${seed}.bmp`), coloured(kind, seed));
    }
  }
}

/** @param {string[]} args of scripts/train.sh, run in the folder @returns {Promise<string>} what it printed */
async function train(...args) {
  const run = await runScript('train', [...args], { cwd: folder });
  assert.equal(run.status, 0, run.out + run.err);
  return run.out;
}

/** @param {string} out @returns {any[]} the log's rows that are epochs */
const epochs = (out) =>
  readFileSync(join(folder, out, 'log.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => JSON.parse(row))
    .filter((row) => 'epoch' in row);

test('a training that is stopped goes on where it was, and refuses other classes', async (context) => {
  if (noTorch) return context.skip(noTorch);
  makePhotos();
  const args = [...QUICK, '--epochs', '3'];
  await trainAndKill(folder, 'photos', 'stopped', args);
  assert.match(await train('photos', 'stopped', ...args), /^going on after epoch [12]$/m);
  await train('photos', 'whole', ...args);
  // The same seed, the same training.
  const measured = (/** @type {string} */ out) =>
    epochs(out).map(({ epoch, training_loss: loss, held_back_top1: top1 }) => [epoch, loss, top1]);
  assert.deepEqual(measured('stopped'), measured('whole'));
  assert.equal(measured('whole').length, 3);
  assert.match(readFileSync(join(folder, 'whole/curve.svg'), 'utf8'), /^<svg/);

  cpSync(join(folder, 'photos'), join(folder, 'others'), { recursive: true });
  renameSync(join(folder, 'others/warm'), join(folder, 'others/hot'));
  const others = ['others', 'whole', ...args];
  const { status, err } = await runScript('train', others, { cwd: folder });
  assert.equal(status, 1);
  assert.match(err, /training-state\.pt is of a training of .* other classes/);
});

test('the head alone is trained on weights that know something', async (context) => {
  if (noTorch) return context.skip(noTorch);
  makePhotos();
  await train('photos', 'start', ...QUICK);
  const start = join(folder, 'start/model.safetensors');
  await train('photos', 'tuned', '--from', start, '--freeze', ...QUICK);
  assert.equal(epochs('tuned').at(-1)?.held_back_top1, 100);
  // All but the head is as it was: so are the features.
  const [plain, tuned] = await Promise.all(
    [start, join(folder, 'tuned/model.safetensors')].map(async (model) => {
      const classifier = await createClassifier({ model, worker: false });
      const features = await classifier.embed(join(folder, 'photos/warm/1.bmp'));
      classifier.close();
      return features;
    }),
  );
  assert.equal(plain.length, tuned.length);
  for (const [i, value] of plain.entries()) assert.ok(Math.abs(value - tuned[i]) < 1e-3);
});

test('two commands turn a folder of two classes into a network on the page', async (context) => {
  if (noTorch || noPage) return context.skip(noTorch || noPage || '');
  const section = /^## Teach or train a network$(.*?)^## /ms.exec(
    readFileSync(`${ROOT}README.md`, 'utf8'),
  );
  const commands =
    /^```\n(scripts\/train.*?)^```/ms
      .exec(section?.[1] ?? '')?.[1]
      .trim()
      .split('\n') ?? [];
  assert.deepEqual(commands, ['scripts/train.sh photos my-network', 'scripts/start.sh']);

  const [, ...args] = commands[0].split(' ');
  makePhotos();
  await train(...args, ...QUICK);

  // The second command ends in this server, after a build that the tests have behind them.
  assert.match(
    readFileSync(`${ROOT}scripts/start.sh`, 'utf8'),
    /^exec node scripts\/web\/serve\.mjs$/m,
  );
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
    await server.close();
    await browser.close();
  }
});
