// A photo's bytes, or its pixels where the browser holds them already.

import { ResiduaError } from '../errors.js';
import { pixelsOf } from './browser-decoder.js';

/** @typedef {import('../photo-source.js').PhotoSource} PhotoSource */
/** @typedef {import('./browser-decoder.js').Pixels} Pixels */

/**
 * @param {PhotoSource} photo
 * @returns {Promise<Uint8Array | Pixels>} encoded, or decoded already
 */
export async function readPhoto(photo) {
  if (photo.kind === 'bytes') return photo.bytes;
  if (photo.kind === 'blob') return readBlob(photo.blob);
  return photo.kind === 'bitmap' ? pixelsOf(photo.bitmap) : photo;
}

/**
 * @param {Blob} blob
 * @returns {Promise<Uint8Array>}
 */
async function readBlob(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new ResiduaError(
      'invalid-image',
      'The file could not be read: it was moved, changed or removed after it was chosen.',
      { cause },
    );
  }
}
