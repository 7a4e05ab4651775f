// The codes of errors: the type ErrorCode has those of tests/error-codes.json, and each is what some call rejects with.
// tests/unit/error_test.cc holds the C++ library to the same list, and web/README.md's table is made from the type.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readApi } from '../../../scripts/web/api/read.mjs';
import { toResiduaError } from '../../../web/src/errors.js';
import { createClassifier, listModels } from '../../../web/src/node.js';
import { ROOT } from '../lib/command.mjs';
import { tinyCheckpoint } from '../lib/tiny-checkpoint.mjs';

/** @type {{ library: string[], module: string[] }} */
const LIST = JSON.parse(readFileSync(`${ROOT}tests/error-codes.json`, 'utf8'));
const PHOTO = `${ROOT}tests/web/samples/apple.jpg`;
const text = (/** @type {string} */ bytes) => new TextEncoder().encode(bytes);

/** @param {Uint8Array} weights @param {object} [config] */
const open = (weights, config) =>
  createClassifier({ model: { weights, ...(config && { config }) }, threads: 1 });
const tiny = () => open(tinyCheckpoint());

/** A BMP of 3,000,000 x 2,000,000 pixels without any of them. */
function hugeBmp() {
  const bytes = new DataView(new ArrayBuffer(54));
  bytes.setUint16(0, 0x424d);
  for (const [at, value] of [
    [2, 54],
    [10, 54],
    [14, 40],
    [18, 3_000_000],
    [22, 2_000_000],
    [26, 1 | (24 << 16)],
  ]) {
    bytes.setUint32(at, value, true);
  }
  return new Uint8Array(bytes.buffer);
}

test('the type ErrorCode has exactly the codes of the list', () => {
  const type = readApi(ROOT).types.find(({ name }) => name === 'ErrorCode');
  assert.deepEqual([...(type?.values ?? [])].sort(), [...LIST.library, ...LIST.module].sort());
});

/** @type {Record<string, () => Promise<unknown>>} */
const CALLS = {
  'invalid-image': async () => (await tiny()).classify(text('hello')),
  'unsupported-image': async () => (await tiny()).classify(text('II*\0')),
  'image-too-large': async () => (await tiny()).classify(hugeBmp()),
  'invalid-checkpoint': () => open(tinyCheckpoint().subarray(0, -1)),
  'unsupported-checkpoint': () =>
    open(tinyCheckpoint({ rename: (name) => (name === 'fc.bias' ? name : undefined) })),
  'invalid-option': () => createClassifier({ model: 'resnet19' }),
  'out-of-memory': async () => {
    const size = { cropSize: 30_000, resizeShortSide: 30_000 };
    await (await open(tinyCheckpoint(), { preprocessing: size })).classify(PHOTO);
  },
  'no-answer': async () => {
    const rename = (/** @type {string} */ name) => (name.startsWith('fc.') ? undefined : name);
    await (await open(tinyCheckpoint({ rename }))).classify(PHOTO);
  },
  // Only a fault of ours is internal; this is what becomes of any error that has no code of ours.
  internal: async () => Promise.reject(toResiduaError(new TypeError('call is not a function'))),
  'download-failed': () => createClassifier({ model: `${PHOTO}.safetensors` }),
  'checksum-mismatch': async () => {
    const [listed] = (await listModels()).filter(({ name }) => name === 'resnet18');
    const folder = mkdtempSync(join(tmpdir(), 'residua-'));
    after(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, listed.file), tinyCheckpoint());
    await createClassifier({ model: listed.name, weightsUrl: pathToFileURL(`${folder}/`) });
  },
  'unsupported-browser': () => createClassifier({ worker: false, flavour: 'simd-threads' }),
  closed: async () => {
    const classifier = await tiny();
    classifier.close();
    await classifier.classify(PHOTO);
  },
};

test('each code of the list has a call that rejects with it', async (t) => {
  assert.deepEqual(Object.keys(CALLS).sort(), [...LIST.library, ...LIST.module].sort());
  for (const [code, call] of Object.entries(CALLS)) {
    await t.test(code, () => assert.rejects(call, { name: 'ResiduaError', code }));
  }
});
