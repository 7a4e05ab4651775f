// From what a caller may hand in as a photo to what can be sent to a worker.

import { AS_STORED } from './engine/browser-decoder.js';
import { ResiduaError } from './errors.js';
import { absolute, isAddress, isBlob, toBytes } from './model-source.js';
import { describe, invalidOption, tagOf } from './options.js';

/**
 * Raw pixels, such as an ImageData: RGBA, 8 bits each, rows from the top.
 * @typedef {object} Pixels
 * @property {Uint8ClampedArray | Uint8Array} data 4 * width * height values
 * @property {number} width pixels
 * @property {number} height pixels
 */

/**
 * A photo: encoded (JPEG, PNG, GIF or BMP as File, Blob, address or bytes), raw pixels (ImageData or
 * the like), or whatever the page can show.
 * @typedef {Blob | string | URL | ArrayBuffer | SharedArrayBuffer | ArrayBufferView | Pixels
 *   | ImageBitmap | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas | HTMLVideoElement
 *   | VideoFrame} Photo
 */

/**
 * Images as the network takes them: N x height x width x 3 numbers, normalised as in training (see
 * `Model.preprocessing`), channels (R, G, B) innermost.
 * @typedef {object} Tensor
 * @property {Float32Array} data
 * @property {readonly number[]} shape [N, height, width, 3]
 */

/** @typedef {{ kind: 'tensor', data: Float32Array, shape: number[] }} TensorSource */

/**
 * @typedef {{ kind: 'blob', blob: Blob }
 *   | { kind: 'url', url: string }
 *   | { kind: 'bytes', bytes: Uint8Array }
 *   | { kind: 'pixels', data: Uint8Array | Uint8ClampedArray, width: number, height: number }
 *   | { kind: 'bitmap', bitmap: ImageBitmap }} PhotoSource
 */

const DRAWABLE = new Set([
  'ImageBitmap',
  'HTMLImageElement',
  'HTMLCanvasElement',
  'OffscreenCanvas',
  'HTMLVideoElement',
  'VideoFrame',
]);

/**
 * Takes the photo as it is now: bytes and pixels are copied, a video's current frame is kept. Files
 * and addresses are read later, by the worker.
 * @param {unknown} photo
 * @param {import('./model-source.js').ToAddress} toAddress
 * @returns {PhotoSource | Promise<PhotoSource>}
 * @throws {ResiduaError} `invalid-option` at once if it is none of these
 */
export function photoSource(photo, toAddress) {
  if (isBlob(photo)) return { kind: 'blob', blob: photo };
  if (isAddress(photo)) return { kind: 'url', url: absolute('photo', photo, toAddress) };
  const bytes = toBytes(photo);
  if (bytes) return { kind: 'bytes', bytes: new Uint8Array(bytes) };
  const tag = tagOf(photo);
  if (DRAWABLE.has(tag)) {
    return captureFrame(/** @type {ImageBitmapSource & object} */ (photo), tag);
  }
  if (isPixels(photo)) return copyPixels(photo);
  throw invalidOption(
    'photo must be a File, Blob, address, bytes, ImageData, ImageBitmap, image, canvas, video or ' +
      `VideoFrame, not ${describe(photo)}.`,
  );
}

/**
 * @param {unknown} value
 * @returns {value is Tensor}
 */
export function isTensor(value) {
  return value !== null && typeof value === 'object' && 'data' in value && 'shape' in value;
}

/**
 * Copies a tensor as it is now.
 * @param {Tensor} tensor
 * @returns {TensorSource}
 * @throws {ResiduaError} `invalid-option`
 */
export function tensorSource({ data, shape }) {
  if (tagOf(data) !== 'Float32Array') {
    throw invalidOption(`tensor.data must be a Float32Array, not ${describe(data)}.`);
  }
  const sizes = Array.isArray(shape) ? [...shape] : [];
  const right =
    sizes.length === 4 &&
    sizes[3] === 3 &&
    sizes.every((size) => Number.isInteger(size) && size > 0);
  if (!right) {
    throw invalidOption(
      `tensor.shape must be [N, height, width, 3], not ${Array.isArray(shape) ? `[${shape}]` : describe(shape)}.`,
    );
  }
  if (data.length !== sizes.reduce((product, size) => product * size, 1)) {
    throw invalidOption(
      `tensor.data has ${data.length} numbers; its shape [${sizes}] asks for others.`,
    );
  }
  return { kind: 'tensor', data: new Float32Array(data), shape: sizes };
}

/**
 * What must be given along to postMessage so that nothing is copied twice.
 * @param {PhotoSource | TensorSource} source
 * @returns {Transferable[]}
 */
export function transferablesOf(source) {
  if (source.kind === 'tensor') return [/** @type {ArrayBuffer} */ (source.data.buffer)];
  if (source.kind === 'bytes') return [/** @type {ArrayBuffer} */ (source.bytes.buffer)];
  if (source.kind === 'pixels') return [/** @type {ArrayBuffer} */ (source.data.buffer)];
  if (source.kind === 'bitmap') return [source.bitmap];
  return [];
}

/**
 * @param {unknown} value
 * @returns {value is Pixels}
 */
function isPixels(value) {
  return value !== null && typeof value === 'object' && 'data' in value && 'width' in value;
}

/**
 * @param {Pixels} pixels
 * @returns {PhotoSource}
 */
function copyPixels({ data, width, height }) {
  const tag = tagOf(data);
  if (tag !== 'Uint8ClampedArray' && tag !== 'Uint8Array') {
    throw invalidOption(`photo.data must hold bytes (RGBA), not ${describe(data)}.`);
  }
  if (!(width > 0 && height > 0) || data.length !== 4 * width * height) {
    throw invalidOption(
      `photo.data must hold 4 * width * height values: ${width} x ${height} does not make ${data.length}.`,
    );
  }
  return { kind: 'pixels', data: new Uint8Array(data), width, height };
}

/**
 * @param {ImageBitmapSource & object} drawable
 * @param {string} tag
 * @returns {Promise<PhotoSource>}
 */
async function captureFrame(drawable, tag) {
  try {
    if (tag === 'HTMLImageElement') await /** @type {HTMLImageElement} */ (drawable).decode();
    const bitmap = await createImageBitmap(drawable, AS_STORED);
    return { kind: 'bitmap', bitmap };
  } catch (cause) {
    throw new ResiduaError(
      'invalid-image',
      `The ${tag} has no picture to classify: it is empty, broken or not loaded yet.`,
      { cause },
    );
  }
}
