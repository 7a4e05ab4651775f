import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Sha256 } from '../../../web/src/engine/sha256.js';

/** @param {number} length */
function bytes(length) {
  return Uint8Array.from({ length }, (_, index) => (index * 167 + 13) & 255);
}

test('every length round the block size gives the digest of node:crypto', () => {
  for (let length = 0; length <= 200; length++) {
    const data = bytes(length);
    const expected = createHash('sha256').update(data).digest('hex');
    assert.equal(new Sha256().update(data).hex(), expected, `${length} bytes`);
  }
});

test('pieces of any size give the digest of the whole', () => {
  const data = bytes(10_000);
  const expected = createHash('sha256').update(data).digest('hex');
  for (const piece of [1, 7, 63, 64, 65, 1000]) {
    const digest = new Sha256();
    for (let at = 0; at < data.length; at += piece) digest.update(data.subarray(at, at + piece));
    assert.equal(digest.hex(), expected, `pieces of ${piece}`);
  }
});

test('the example of FIPS 180-4 is met', () => {
  assert.equal(
    new Sha256().update(new TextEncoder().encode('abc')).hex(),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
