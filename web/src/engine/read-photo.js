// Fetches a photo's bytes, or its pixels where the browser holds them already.

import { ResiduaError } from '../errors.js';
import { pixelsOf } from './browser-decoder.js';

/** @typedef {import('../photo-source.js').PhotoSource} PhotoSource */
/** @typedef {import('./browser-decoder.js').Pixels} Pixels */

/**
 * @param {PhotoSource} photo
 * @param {{ readUrl: (url: string) => Promise<Uint8Array> }} io
 * @returns {Promise<Uint8Array | Pixels>} encoded, or decoded already
 */
export async function readPhoto(photo, io) {
  switch (photo.kind) {
    case 'bytes':
      return photo.bytes;
    case 'blob':
      return readBlob(photo.blob);
    case 'url':
      return io.readUrl(photo.url);
    case 'pixels':
      return photo;
    case 'bitmap':
      return pixelsOf(photo.bitmap);
  }
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
