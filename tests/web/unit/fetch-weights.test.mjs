// scripts/fetch-weights.sh, run as people run it, on a list of its own.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../../scripts/web/fetch-weights.mjs', import.meta.url));
const FILE = Buffer.from('weights '.repeat(10_000));

let clone = '';
let mirror = '';
/** @type {(string | undefined)[]} */
let ranges = [];
let breakFirst = false;

const server = createServer((request, response) => {
  if (request.url !== '/tiny.safetensors') return void response.writeHead(404).end();
  const { range } = request.headers;
  ranges.push(range);
  const offset = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  if (offset >= FILE.length) return void response.writeHead(416).end();
  response.writeHead(offset ? 206 : 200, { 'Content-Length': FILE.length - offset });
  if (breakFirst && ranges.length === 1) {
    response.write(FILE.subarray(0, 30_000), () => {
      // An error throws away what the reader has not taken yet: give it time.
      setTimeout(() => response.destroy(), 200);
    });
  } else {
    response.end(FILE.subarray(offset));
  }
});

before(async () => {
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)));
});
after(() => server.close());

beforeEach(async () => {
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  ranges = [];
  breakFirst = false;
  clone = await mkdtemp(join(tmpdir(), 'residua-'));
  mirror = join(clone, 'elsewhere');
  await mkdir(join(clone, 'scripts/web'), { recursive: true });
  await mkdir(join(clone, 'weights'));
  await mkdir(mirror);
  await cp(SCRIPT, join(clone, 'scripts/web/fetch-weights.mjs'));
  const sha256 = createHash('sha256').update(FILE).digest('hex');
  const row = { licence: 'MIT', variant: 'resnet18', bytes: FILE.length };
  const address = `http://127.0.0.1:${port}`;
  const models = [
    { name: 'gone', file: 'gone.bin', addresses: [`${address}/gone`], sha256, ...row },
    { name: 'tiny', file: 'tiny.bin', addresses: [`${address}/tiny.safetensors`], sha256, ...row },
    { name: 'private', file: 'private.bin', addresses: [], sha256, ...row },
  ];
  await writeFile(join(clone, 'weights/models.json'), JSON.stringify({ models }));
});

afterEach(() => rm(clone, { recursive: true }));

/**
 * @param {...string} args
 * @returns {Promise<{ status: number, errors: string, output: string }>}
 */
function run(...args) {
  return new Promise((resolve) => {
    const script = join(clone, 'scripts/web/fetch-weights.mjs');
    execFile(process.execPath, [script, ...args], (error, output, errors) => {
      resolve({ status: error ? Number(error.code) : 0, errors, output });
    });
  });
}

/** @param {string} file */
const downloaded = (file) => readFile(join(clone, 'weights/downloads', file));

test('a model comes from its public address, and a second call downloads nothing', async () => {
  assert.equal((await run('tiny')).status, 0);
  assert.ok((await downloaded('tiny.bin')).equals(FILE));
  assert.equal((await run('tiny')).status, 0);
  assert.equal(ranges.length, 1);
  assert.deepEqual(JSON.parse(String(await downloaded('index.json'))), { models: ['tiny'] });
});

test('a download that breaks off is continued', async () => {
  breakFirst = true;
  assert.equal((await run('tiny')).status, 0);
  assert.ok((await downloaded('tiny.bin')).equals(FILE));
  assert.equal(ranges.length, 2);
  assert.match(ranges[1] ?? '', /^bytes=[1-9]\d*-$/);
});

test('what an earlier run left is continued', async () => {
  await mkdir(join(clone, 'weights/downloads'));
  await writeFile(join(clone, 'weights/downloads/tiny.bin.part'), FILE.subarray(0, 500));
  assert.equal((await run('tiny')).status, 0);
  assert.ok((await downloaded('tiny.bin')).equals(FILE));
  assert.deepEqual(ranges, ['bytes=500-']);
});

test('damaged content is refused, and not kept', async () => {
  await writeFile(join(mirror, 'tiny.bin'), Buffer.alloc(FILE.length));
  const { status, errors } = await run('tiny', '--mirror', mirror);
  assert.equal(status, 1);
  assert.match(errors, /sha256 [0-9a-f]{64} instead of/);
  await assert.rejects(downloaded('tiny.bin'), { code: 'ENOENT' });
  await assert.rejects(downloaded('tiny.bin.part'), { code: 'ENOENT' });
});

test('a file that was damaged on the disk is noticed', async () => {
  await run('tiny');
  await writeFile(join(clone, 'weights/downloads/tiny.bin'), FILE.subarray(1));
  const { status, errors } = await run('tiny');
  assert.equal(status, 1);
  assert.match(errors, /79999 bytes instead of 80000/);
});

test('without a name: the first model that the mirror holds', async () => {
  await writeFile(join(mirror, 'private.bin'), FILE);
  assert.equal((await run('--mirror', mirror)).status, 0);
  assert.ok((await downloaded('private.bin')).equals(FILE));
  assert.equal(ranges.length, 0);
});

test('an address that has it no more is an error with the status', async () => {
  const { status, errors } = await run('gone');
  assert.equal(status, 1);
  assert.match(errors, /gone could not be downloaded\..*status 404/);
});

test('a model without an address says what to do', async () => {
  const { status, errors } = await run('private');
  assert.equal(status, 1);
  assert.match(errors, /no public address.*--mirror/);
});

test('a model that is part of the repository is not fetched', async () => {
  await writeFile(join(clone, 'weights/tiny.bin'), FILE);
  const { status, errors } = await run('tiny');
  assert.equal(status, 0);
  assert.match(errors, /weights\/tiny\.bin is part of the repository/);
  assert.equal(ranges.length, 0);
  assert.match((await run('--list')).output, /^tiny .* here /m);
});

test('wrong usage exits with 2', async () => {
  for (const args of [['nobody'], ['--nonsense'], ['tiny', 'gone'], ['--mirror', '/nowhere']]) {
    assert.equal((await run(...args)).status, 2, args.join(' '));
  }
});
