// Files that people choose along with their photos: films, folders, downloads that are no image.

import assert from 'node:assert/strict';
import {
  mkdtempSync,
  openSync,
  ftruncateSync,
  writeSync,
  closeSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, test } from 'node:test';
import { nodeIo, readImageFile } from '../../../web/src/engine/node-io.js';
import { mayBeRead, readPhoto } from '../../../web/src/engine/read-photo.js';

const folder = mkdtempSync(join(tmpdir(), 'residua-'));
after(() => rmSync(folder, { recursive: true }));

const JPEG = [0xff, 0xd8, 0xff, 0xe0];
const FILM = [0, 0, 0, 0x18, ...new TextEncoder().encode('ftypisom')];

/**
 * A file that takes no place on the disk.
 * @param {string} name
 * @param {number[]} begin
 * @param {number} size
 */
function sparse(name, begin, size) {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  writeSync(file, Uint8Array.from(begin));
  ftruncateSync(file, size);
  closeSync(file);
  return path;
}

const RIFF = [...new TextEncoder().encode('RIFF'), 0x0a, 0x0d, 0, 0];
const WEBP = [...RIFF, ...new TextEncoder().encode('WEBPVP8 ')];

test('kinds that the module reads are known by their first bytes', () => {
  const heads = [JPEG, [0x89, 0x50, 0x4e, 0x47], [0x47, 0x49, 0x46, 0x38], [0x42, 0x4d], WEBP];
  for (const head of heads) assert.ok(mayBeRead(Uint8Array.from(head)));
  const avi = [...RIFF, ...new TextEncoder().encode('AVI LISTWEBP')];
  for (const head of [FILM, [], RIFF, avi]) {
    assert.ok(!mayBeRead(Uint8Array.from(head)));
  }
});

test('[regression] of a film as large as no memory only the beginning is read', async () => {
  const path = sparse('film.mp4', FILM, 2 ** 40);
  for (const read of [
    () => readImageFile(path),
    () => nodeIo.readPhoto?.(pathToFileURL(path).href),
  ]) {
    const bytes = /** @type {Uint8Array} */ (await read());
    assert.ok(bytes.length <= 4096);
    assert.deepEqual([...bytes.subarray(0, FILM.length)], FILM);
  }
});

test('[regression] what begins as a photo and is larger than any is refused unread', async () => {
  const path = sparse('huge.jpg', JPEG, 2 ** 40);
  await assert.rejects(readImageFile(path), { code: 'image-too-large', message: /2 GB/ });
  await assert.rejects(nodeIo.readPhoto?.(pathToFileURL(path).href) ?? Promise.resolve(), {
    code: 'image-too-large',
  });
});

test('a photo is read as a whole', async () => {
  const path = join(folder, 'photo.jpg');
  const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => JPEG[i] ?? i & 255);
  writeFileSync(path, bytes);
  assert.deepEqual(await readImageFile(path), bytes);
  assert.deepEqual(await readPhoto({ kind: 'blob', blob: new Blob([bytes]) }), bytes);
});

test('[regression] a folder is said to be one', async () => {
  await assert.rejects(readImageFile(folder), /is a folder/);
});

test('[regression] a Blob that gives no bytes is no file that was moved', async () => {
  const blob = /** @type {any} */ ({ size: 9, slice: () => ({}) });
  await assert.rejects(readPhoto({ kind: 'blob', blob }), {
    code: 'invalid-option',
    message: /jsdom/,
  });
});
