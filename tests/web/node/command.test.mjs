// The command: npx residua.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  jsonLines,
  NATIVE,
  noNative,
  residua,
  RESIDUA,
  ROOT,
  runProgram,
  startResidua,
} from '../lib/command.mjs';
import { picture } from '../lib/picture.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';
import { nineDigits } from '../../../web/src/cli/report.js';

const folder = mkdtempSync(join(tmpdir(), 'residua-command-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} name @param {string | Uint8Array} content @returns {string} its path */
function file(name, content) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const MODEL = file('tiny.safetensors', tinyCheckpoint());
const LABELS = file('labels.txt', 'ant\nbee\ncat\ndog\neel\nfox\ngnu\nhen\nibis\njay\n');
const PHOTOS = [1, 2, 3].map((seed) => file(`picture ${seed}.bmp`, picture({ seed })));
const CORRUPT = file('corrupt.jpg', 'this is no photo');
const ABSENT = join(folder, 'absent.jpg');
const NETWORK = ['--model', MODEL, '--labels', LABELS, '--threads', '1'];

test('classify --json prints what the native program prints', { skip: noNative }, async () => {
  const samples = ['apple', 'ball', 'lemon'].map((name) => `${ROOT}tests/web/samples/${name}.jpg`);
  const args = ['classify', ...NETWORK, '--topk', '10', '--json'];
  args.push(...PHOTOS, CORRUPT, ABSENT, ...samples);
  const [ours, theirs] = [await residua(args), await runProgram(NATIVE, args)];
  assert.equal(ours.status, 1);
  assert.equal(theirs.status, 1);
  const [our, their] = [jsonLines(ours.out), jsonLines(theirs.out)];
  assert.equal(our.length, 8);
  for (const [i, { predictions, ms, ...rest }] of our.entries()) {
    const { predictions: expected, ms: theirMs, ...theirRest } = their[i];
    assert.deepEqual(rest, theirRest);
    assert.deepEqual(Object.keys(ms ?? {}), Object.keys(theirMs ?? {}));
    for (const [rank, { label, index, probability }] of (predictions ?? []).entries()) {
      const same = expected.find((/** @type {any} */ one) => one.index === index);
      assert.equal(label, same.label);
      assert.ok(Math.abs(probability - same.probability) < 1e-4, `${rank}: ${probability}`);
    }
  }
  const keys = (/** @type {string} */ line) => line.replace(/[\d.e-]+/g, '0');
  assert.equal(keys(ours.out.split('\n')[0]), keys(theirs.out.split('\n')[0]));
});

test('without --json a person reads the file, its classes and the times', async () => {
  const { status, out } = await residua(['classify', ...NETWORK, '--topk', '2', PHOTOS[0]]);
  assert.equal(status, 0);
  const lines = out.trimEnd().split('\n');
  assert.equal(lines.length, 4);
  assert.equal(lines[0], PHOTOS[0]);
  assert.match(lines[1], /^ {2}[ \d]{3}\.\d % {2}[a-z]+$/);
  assert.match(lines[3], /^ {2}decode [\d.]+ ms, preprocess [\d.]+ ms, network [\d.]+ ms$/);
});

test('an image that fails is said on standard error, and the next one is answered', async () => {
  const { status, out, err } = await residua(['classify', ...NETWORK, CORRUPT, PHOTOS[0]]);
  assert.equal(status, 1);
  assert.match(err, /^residua: .*corrupt\.jpg: /);
  assert.ok(out.startsWith(PHOTOS[0]));
});

test('embed prints the pooled features of each image', async () => {
  const { status, out } = await residua(['embed', ...NETWORK, ...PHOTOS]);
  assert.equal(status, 0);
  const lines = jsonLines(out);
  assert.deepEqual(
    lines.map((line) => line.file),
    PHOTOS,
  );
  // The tiny network is an eighth as wide as ResNet-18.
  for (const { embedding } of lines) {
    assert.equal(embedding.length, 64);
    assert.ok(embedding.every((/** @type {unknown} */ value) => typeof value === 'number'));
  }
  assert.notDeepEqual(lines[0].embedding, lines[1].embedding);
});

test('several workers answer the same, in the order of the images', async () => {
  const args = [...NETWORK, '--json', ...PHOTOS, CORRUPT, ...PHOTOS.toReversed()];
  const [one, two] = [
    await residua(['classify', ...args]),
    await residua(['classify', '--workers', '2', ...args]),
  ];
  assert.deepEqual([one.status, two.status], [1, 1]);
  const answers = (/** @type {string} */ out) => jsonLines(out).map(({ ms: _ms, ...rest }) => rest);
  assert.equal(answers(two.out).length, 7);
  assert.deepEqual(answers(two.out), answers(one.out));
});

test('info says what the network is and how it runs', async () => {
  const { status, out } = await residua(['info', ...NETWORK, '--json']);
  assert.equal(status, 0);
  const [info] = jsonLines(out);
  assert.equal(info.inputHeight, 224);
  assert.equal(info.classes, 10);
  assert.equal(info.threads, 1);
  assert.match((await residua(['info', ...NETWORK])).out, /^classes +10$/m);
});

test('models lists what --model takes, help and version are printed', async () => {
  const names = JSON.parse(readFileSync(`${ROOT}weights/models.json`, 'utf8')).models.map(
    (/** @type {{ name: string }} */ { name }) => name,
  );
  const listed = jsonLines((await residua(['models', '--json'])).out).map(({ name }) => name);
  assert.deepEqual(listed, names);
  const table = (await residua(['models'])).out.trimEnd().split('\n');
  assert.deepEqual(
    table.map((line) => line.split(' ')[0]),
    names,
  );
  const help = await residua(['--help']);
  assert.deepEqual([help.status, help.err], [0, '']);
  assert.match(help.out, /^Usage: residua classify /);
  const { version } = JSON.parse(readFileSync(`${ROOT}web/package.json`, 'utf8'));
  assert.equal((await residua(['--version'])).out, `${version}\n`);
});

/** @type {[string, string[], RegExp][]} */
const WRONG = [
  ['no command', [], /a command is missing; there are: classify, embed/],
  ['an unknown command', ['clasify', 'a.jpg'], /no command "clasify"/],
  ['no image', ['classify'], /no image was given/],
  ['an unknown option', ['classify', '--modle', 'x', 'a.jpg'], /--modle/],
  ['--topk 0', ['classify', '--topk', '0', 'a.jpg'], /--topk takes a whole number/],
  ['--threads that is no number', ['classify', '--threads', 'all', 'a.jpg'], /--threads takes/],
  ['--workers 0', ['embed', '--workers', '0', 'a.jpg'], /--workers takes a whole number/],
  ['workers of info', ['info', '--workers', '2'], /info has no --workers/],
  ['images beside --jsonl', ['classify', '--jsonl', 'a.jpg'], /--jsonl reads the images/],
  ['images of models', ['models', 'a.jpg'], /models takes no images/],
  ['an unknown model', ['classify', '--model', 'resnet19', 'a.jpg'], /no model "resnet19"/],
];
for (const [name, args, message] of WRONG) {
  test(`wrong usage, ${name}: exit status 2 and a sentence`, async () => {
    const { status, out, err } = await residua(args);
    assert.equal(status, 2);
    assert.equal(out, '');
    assert.match(err, message);
    assert.match(err, /Usage: residua/);
  });
}

test('a model that cannot be read: exit status 1, a sentence and its code', async () => {
  const absent = await residua(['classify', '--threads', '1', '--model', ABSENT, PHOTOS[0]]);
  assert.equal(absent.status, 1);
  assert.match(absent.err, /^residua: .*absent\.jpg could not be read.*\(download-failed\)\n$/);
  const noModel = await residua(['classify', '--threads', '1', '--model', CORRUPT, PHOTOS[0]]);
  assert.equal(noModel.status, 1);
  assert.match(noModel.err, /\(unsupported-checkpoint\)\n$/);
});

test('--jsonl answers a line before the next one comes', async () => {
  const child = startResidua(['classify', ...NETWORK, '--jsonl']);
  child.stdout.setEncoding('utf8');
  for (const photo of PHOTOS) {
    child.stdin.write(`${photo}\r\n`);
    const [text] = await once(child.stdout, 'data');
    assert.equal(jsonLines(text)[0].file, photo);
  }
  child.stdin.end();
  const [status] = await once(child, 'close');
  assert.equal(status, 0);
});

/**
 * @param {number} count
 * @param {string} name that they begin with
 * @returns {string[]} paths of so many photos; number 77 is corrupt
 */
function manyPhotos(count, name) {
  const paths = Array.from({ length: count }, (_, i) => join(folder, `${name}-${i}.bmp`));
  for (const [i, path] of paths.entries()) copyFileSync(PHOTOS[i % PHOTOS.length], path);
  writeFileSync(paths[77], 'no photo at all');
  return paths;
}

test('of 2,000 photos through --jsonl none is lost, nor stopped by a corrupt one', async () => {
  const paths = manyPhotos(2000, 'stream');
  const input = `${paths.join('\n')}\n`;
  const { status, out } = await residua(['classify', ...NETWORK, '--topk', '1', '--jsonl'], {
    input,
  });
  assert.equal(status, 1);
  const lines = jsonLines(out);
  assert.deepEqual(
    lines.map((line) => line.file),
    paths,
  );
  for (const [i, { error, predictions }] of lines.entries()) {
    if (i === 77) assert.equal(error.code, 'invalid-image');
    else assert.deepEqual(predictions, lines[i % PHOTOS.length].predictions);
  }
});

const noParallel =
  spawnSync('parallel', ['--version']).error === undefined
    ? false
    : "GNU parallel is not installed; it is Debian's package parallel";

test('GNU parallel runs several of it and keeps every line', { skip: noParallel }, async () => {
  const paths = manyPhotos(400, 'parallel');
  // The example of web/README.md, with this checkout's command.
  const command = [...RESIDUA, 'classify', ...NETWORK, '--jsonl'];
  const quoted = command.map((word) => `'${word}'`).join(' ');
  const args = ['--pipe', '--keep-order', '-j', '2', '-N', '100', quoted];
  const { out } = await runProgram('parallel', args, { input: `${paths.join('\n')}\n` });
  assert.deepEqual(
    jsonLines(out).map((line) => line.file),
    paths,
  );
});

test('probabilities are printed as C prints them with %.9g', () => {
  /** @type {[number, string][]} */
  const expected = [
    [0, '0'],
    [1, '1'],
    [0.5, '0.5'],
    [0.95433163, '0.95433163'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1.23456789e-12, '1.23456789e-12'],
    [123456789, '123456789'],
    [1234567890, '1.23456789e+09'],
    [-2.25, '-2.25'],
  ];
  for (const [value, text] of expected) assert.equal(nineDigits(value), text);
});
