// Decodes photos with the browser's decoder, for formats that the module does not read.

import { ResiduaError } from '../errors.js';
import { isWebp, takeOrientation, upright } from './orientation.js';

/** @typedef {import('./engine.js').Pixels} Pixels */

/** The limit for the number of pixels, equal to that of the module's decoder. */
const MAX_PIXELS = 150e6;

/**
 * The file's own values, upright, as in Pillow and torchvision.
 * @type {ImageBitmapOptions}
 */
export const AS_STORED = {
  colorSpaceConversion: 'none',
  premultiplyAlpha: 'none',
  imageOrientation: 'from-image',
};

/** @returns {boolean} whether there is one: not in Node, nor in workers of some older browsers */
function hasBrowserDecoder() {
  return typeof createImageBitmap === 'function' && typeof OffscreenCanvas === 'function';
}

/** Larger files are not passed to the browser's decoder. */
const MAX_BYTES = 1 << 28;

/**
 * @param {Blob} encoded
 * @param {number} [maxPixels]
 * @returns {Promise<Pixels>} upright, at full size; the module resizes, since browsers resize differently
 * @throws {ResiduaError} `unsupported-image`, `invalid-image` for a damaged WebP
 */
export async function decodeInBrowser(encoded, maxPixels) {
  if (!hasBrowserDecoder()) {
    throw new ResiduaError('unsupported-image', 'There is no browser here to decode the image.');
  }
  try {
    if (encoded.size > MAX_BYTES) throw new Error(`${encoded.size} bytes`);
    const { file, orientation } = await takeOrientation(encoded);
    return pixelsOf(await createImageBitmap(file, AS_STORED), { orientation, maxPixels });
  } catch (cause) {
    if (cause instanceof ResiduaError) throw cause;
    // Every browser that runs this module reads WebP.
    throw (await isWebp(encoded))
      ? new ResiduaError('invalid-image', 'The WebP is damaged.', { cause })
      : new ResiduaError('unsupported-image', 'This browser cannot decode the image either.', {
          cause,
        });
  }
}

/**
 * The bitmap's pixels, RGBA; closes the bitmap.
 * @param {ImageBitmap} bitmap
 * @param {{ orientation?: number, maxPixels?: number }} [options] orientation: EXIF's
 * @returns {Pixels}
 */
export function pixelsOf(bitmap, { orientation = 1, maxPixels = MAX_PIXELS } = {}) {
  try {
    const { width, height, transform } = upright(orientation, bitmap.width, bitmap.height);
    if (width * height > maxPixels) {
      throw new ResiduaError(
        'image-too-large',
        `The image has ${width} x ${height} pixels; at most ${maxPixels} are read.`,
      );
    }
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) throw new ResiduaError('out-of-memory', 'The browser provides no canvas.');
    context.setTransform(transform);
    context.drawImage(bitmap, 0, 0);
    return { data: context.getImageData(0, 0, width, height).data, width, height };
  } catch (cause) {
    throw cause instanceof ResiduaError ? cause : foreignPicture(cause);
  } finally {
    bitmap.close();
  }
}

/**
 * @param {unknown} cause
 * @returns {ResiduaError}
 */
export function foreignPicture(cause) {
  return new ResiduaError(
    'unsupported-image',
    'The browser withholds the pixels of this picture. One from another address needs the attribute ' +
      'crossorigin and a server that allows it (CORS).',
    { cause },
  );
}
