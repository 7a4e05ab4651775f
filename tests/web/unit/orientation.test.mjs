import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeOrientation, upright } from '../../../web/src/engine/orientation.js';

/**
 * A RIFF file with a chunk of EXIF.
 * @param {Uint8Array} exif
 * @param {string} [kind]
 */
function webp(exif, kind = 'WEBP') {
  const chunk = (/** @type {string} */ name, /** @type {Uint8Array} */ data) => {
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, data.length, true);
    return [name, size, data, data.length % 2 ? new Uint8Array(1) : ''];
  };
  return new Blob([
    'RIFF',
    new Uint8Array(4),
    kind,
    ...chunk('VP8X', new Uint8Array(9)),
    ...chunk('EXIF', exif),
  ]);
}

/**
 * @param {number} value
 * @param {{ little?: boolean, type?: number }} [options]
 */
function tiff(value, { little = true, type = 3 } = {}) {
  const bytes = new Uint8Array(26);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, little ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, 1, little);
  view.setUint16(10, 0x112, little);
  view.setUint16(12, type, little);
  view.setUint32(14, 1, little);
  view.setUint16(18, value, little);
  return bytes;
}

test("a WebP's orientation is read in both byte orders, with and without JPEG's mark", async () => {
  const marked = new Uint8Array([...new TextEncoder().encode('Exif\0\0'), ...tiff(8)]);
  for (const [exif, expected] of /** @type {const} */ ([
    [tiff(6), 6],
    [tiff(3, { little: false }), 3],
    [marked, 8],
    [tiff(9), 1],
    [tiff(0), 1],
    [tiff(6, { type: 1 }), 1],
    [tiff(6).subarray(0, 15), 1],
    [new Uint8Array(0), 1],
  ])) {
    assert.equal((await takeOrientation(webp(exif))).orientation, expected);
  }
});

test('what is read is taken out, so that no browser applies it too', async () => {
  const { file } = await takeOrientation(webp(tiff(6)));
  assert.ok(!(await file.text()).includes('EXIF'));
  assert.equal(file.size, webp(tiff(6)).size);
  assert.equal((await takeOrientation(file)).orientation, 1);
});

test('other files stay as they are', async () => {
  const wave = webp(tiff(6), 'WAVE');
  assert.deepEqual(await takeOrientation(wave), { file: wave, orientation: 1 });
});

test('a corner of the stored picture comes where EXIF says', () => {
  // Of a picture of 3 x 2 pixels: where its first and its last pixel lie in the upright one.
  const expected = {
    1: [
      [0, 0],
      [2, 1],
    ],
    2: [
      [2, 0],
      [0, 1],
    ],
    3: [
      [2, 1],
      [0, 0],
    ],
    4: [
      [0, 1],
      [2, 0],
    ],
    5: [
      [0, 0],
      [1, 2],
    ],
    6: [
      [1, 0],
      [0, 2],
    ],
    7: [
      [1, 2],
      [0, 0],
    ],
    8: [
      [0, 2],
      [1, 0],
    ],
  };
  for (const [orientation, corners] of Object.entries(expected)) {
    const { width, height, transform } = upright(Number(orientation), 3, 2);
    assert.deepEqual([width, height], Number(orientation) > 4 ? [2, 3] : [3, 2]);
    const { a = 0, b = 0, c = 0, d = 0, e = 0, f = 0 } = transform;
    const seen = [
      [0.5, 0.5],
      [2.5, 1.5],
    ].map(([x, y]) => [Math.floor(a * x + c * y + e), Math.floor(b * x + d * y + f)]);
    assert.deepEqual(seen, corners, `orientation ${orientation}`);
  }
});
