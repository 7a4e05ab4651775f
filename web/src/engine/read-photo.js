// Reads a photo's bytes, or its pixels if the browser has decoded them already.

import { ResiduaError } from '../errors.js';
import { pixelsOf } from './browser-decoder.js';

/** @typedef {import('../photo-source.js').PhotoSource} PhotoSource */
/** @typedef {import('./engine.js').Pixels} Pixels */

/** Enough bytes to recognise every format. */
const HEAD = 4096;

/** Larger files are not photos. */
const MAX_BYTES = 0x7fffffff;

/**
 * Whether one of our decoders may read a file. Of other files only the first bytes are needed, to name the format.
 * @param {Uint8Array} head its first bytes
 */
export function mayBeRead(head) {
  return /^(\xff\xd8\xff|\x89PNG|GIF8|BM|RIFF.*WEBP)/s.test(
    String.fromCharCode(...head.subarray(0, 12)),
  );
}

/**
 * Reads a file, or only its first bytes if the module's decoder does not need more.
 * @param {number} size bytes
 * @param {(end: number) => Promise<Uint8Array>} read from the first byte on
 * @returns {Promise<Uint8Array>}
 */
export async function readImage(size, read) {
  const head = await read(Math.min(size, HEAD));
  if (size <= HEAD || !mayBeRead(head)) return head;
  if (size > MAX_BYTES) {
    throw new ResiduaError('image-too-large', 'The file is larger than 2 GB.');
  }
  return read(size);
}

/**
 * @param {PhotoSource} photo
 * @param {number} [maxPixels]
 * @returns {Promise<Uint8Array | Pixels>} encoded, or already decoded
 */
export async function readPhoto(photo, maxPixels) {
  if (photo.kind === 'bytes') return photo.bytes;
  if (photo.kind === 'blob') {
    const { blob } = photo;
    return readImage(blob.size, (end) => readBlob(blob, end));
  }
  return photo.kind === 'bitmap' ? pixelsOf(photo.bitmap, { maxPixels }) : photo;
}

/**
 * @param {Blob} blob
 * @param {number} [end]
 * @returns {Promise<Uint8Array>}
 */
export async function readBlob(blob, end = blob.size) {
  try {
    return new Uint8Array(await blob.slice(0, end).arrayBuffer());
  } catch (cause) {
    if (!(cause instanceof DOMException)) {
      throw new ResiduaError(
        'invalid-option',
        "An argument is a Blob without readable bytes, such as jsdom's. Pass its bytes, or a Blob of the platform.",
        { cause },
      );
    }
    throw new ResiduaError(
      'invalid-image',
      'The file could not be read: it was moved, changed or removed after it was chosen.',
      { cause },
    );
  }
}
