// Decodes photos with the browser's own decoder, for the kinds that the module's does not read.

import { ResiduaError } from '../errors.js';

/** @typedef {{ data: Uint8Array | Uint8ClampedArray, width: number, height: number }} Pixels */

/** More pixels than this are refused, as they are by the decoder in the module. */
const MAX_PIXELS = 100e6;

/**
 * The file's own values, upright, as Pillow and torchvision see them.
 * @type {ImageBitmapOptions}
 */
export const AS_STORED = {
  colorSpaceConversion: 'none',
  premultiplyAlpha: 'none',
  imageOrientation: 'from-image',
};

/** @returns {boolean} whether there is one: not in Node, nor in a worker of some older browsers */
export function hasBrowserDecoder() {
  return typeof createImageBitmap === 'function' && typeof OffscreenCanvas === 'function';
}

/**
 * @param {Uint8Array} encoded
 * @returns {Promise<Pixels>} upright, at full size; resizing is ours, since browsers resize differently
 * @throws {ResiduaError} `unsupported-image`
 */
export async function decodeInBrowser(encoded) {
  if (!hasBrowserDecoder()) {
    throw new ResiduaError('unsupported-image', 'There is no browser here to decode the image.');
  }
  /** @type {ImageBitmap} */
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([/** @type {BlobPart} */ (encoded)]), AS_STORED);
  } catch (cause) {
    throw new ResiduaError('unsupported-image', 'This browser cannot decode the image either.', {
      cause,
    });
  }
  return pixelsOf(bitmap);
}

/**
 * The bitmap's pixels, RGBA; the bitmap is spent.
 * @param {ImageBitmap} bitmap
 * @returns {Pixels}
 */
export function pixelsOf(bitmap) {
  try {
    const { width, height } = bitmap;
    if (width * height > MAX_PIXELS) {
      throw new ResiduaError(
        'image-too-large',
        `The image has ${width} x ${height} pixels; at most ${MAX_PIXELS / 1e6} million are read.`,
      );
    }
    const context = new OffscreenCanvas(width, height).getContext('2d', {
      willReadFrequently: true,
    });
    if (!context) throw new ResiduaError('out-of-memory', 'The browser gives no canvas.');
    context.drawImage(bitmap, 0, 0);
    return { data: context.getImageData(0, 0, width, height).data, width, height };
  } catch (cause) {
    if (cause instanceof ResiduaError) throw cause;
    throw new ResiduaError(
      'unsupported-image',
      "The browser does not give the picture's pixels away. One that comes from another address needs " +
        'the attribute crossorigin and a server that allows it (CORS).',
      { cause },
    );
  } finally {
    bitmap.close();
  }
}
