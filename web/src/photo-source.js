// Converts the photos that callers pass to a form that can be sent to a worker.

import { AS_STORED } from './engine/browser-decoder.js';
import { ResiduaError } from './errors.js';
import { absolute, isAddress, isBlob, toBytes } from './model-source.js';
import { invalidOption, isObject, mustBe, tagOf } from './options.js';

/**
 * The browser's class of this name; `never` in a project whose TypeScript has no DOM types, such as one for Node.
 * @template {string} Name
 * @typedef {Name extends string ? typeof globalThis extends Record<Name, { prototype: infer T }> ? T : never : never} OfBrowser
 */

/** @typedef {ArrayBuffer | OfBrowser<'ImageBitmap'>} TransferableObject sent to a worker without copying */

/**
 * Raw pixels, such as an ImageData: RGBA, 8 bits each, rows from the top.
 * @typedef {object} Pixels
 * @property {Uint8ClampedArray | Uint8Array} data `4 * width * height` values
 * @property {number} width pixels
 * @property {number} height pixels
 */

/**
 * A photo: encoded (a File, Blob, address, ArrayBuffer or view), raw pixels (such as ImageData), or an image source of a page
 * (image, canvas, OffscreenCanvas, ImageBitmap, video, VideoFrame). In Node an address may be a path.
 * @typedef {Blob | string | URL | ArrayBuffer | SharedArrayBuffer | ArrayBufferView | Pixels
 *   | OfBrowser<'ImageBitmap' | 'HTMLImageElement' | 'HTMLCanvasElement' | 'OffscreenCanvas' | 'HTMLVideoElement'
 *   | 'VideoFrame'>} Photo
 */

/**
 * Preprocessed images: N x height x width x 3 numbers, normalised as in training (see `Model.preprocessing`), channels (R, G,
 * B) innermost.
 * @typedef {object} Tensor
 * @property {Float32Array} data `N * height * width * 3` numbers
 * @property {readonly number[]} shape `[N, height, width, 3]`
 */

/** @typedef {{ kind: 'tensor', data: Float32Array, shape: number[] }} TensorSource */

/**
 * @typedef {{ kind: 'blob', blob: Blob }
 *   | { kind: 'bytes', bytes: Uint8Array }
 *   | { kind: 'pixels', data: Uint8Array | Uint8ClampedArray, width: number, height: number }
 *   | { kind: 'bitmap', bitmap: OfBrowser<'ImageBitmap'> }} PhotoSource
 */

const DRAWABLE = /^(HTML(Image|Canvas|Video)Element|ImageBitmap|OffscreenCanvas|VideoFrame)$/;

/**
 * Captures the photo as it is now: bytes and pixels are copied, and of a video the current frame is used. Addresses are read
 * later, and Files by the worker.
 * @param {unknown} photo
 * @param {import('./model-source.js').ToAddress} toAddress
 * @param {number} [timeout] the time limit in milliseconds for an image element that is still loading
 * @returns {PhotoSource | Promise<PhotoSource> | { kind: 'url', url: string }}
 * @throws {ResiduaError} `invalid-option`, synchronously, for any other value
 */
export function photoSource(photo, toAddress, timeout) {
  if (isBlob(photo)) return { kind: 'blob', blob: photo };
  if (isAddress(photo)) return { kind: 'url', url: absolute('photo', photo, toAddress) };
  const bytes = toBytes(photo);
  if (bytes) return { kind: 'bytes', bytes: new Uint8Array(bytes) };
  const tag = tagOf(photo);
  if (DRAWABLE.test(tag)) {
    return captureFrame(/** @type {ImageBitmapSource & object} */ (photo), tag, timeout);
  }
  if (isPixels(photo)) return copyPixels(photo);
  throw mustBe(
    'photo',
    'a File, Blob, address, bytes, ImageData, ImageBitmap, image, canvas, video or VideoFrame',
    photo,
  );
}

/**
 * The input of `logits`: a photo or a tensor.
 * @param {unknown} input
 * @param {import('./model-source.js').ToAddress} toAddress
 * @param {number} [timeout]
 * @throws {ResiduaError} `invalid-option`
 */
export function sourceOf(input, toAddress, timeout) {
  return isTensor(input) ? tensorSource(input) : photoSource(input, toAddress, timeout);
}

/**
 * @param {unknown} value
 * @returns {value is Tensor}
 */
function isTensor(value) {
  return isObject(value) && 'data' in value && 'shape' in value;
}

/**
 * Copies a tensor.
 * @param {Tensor} tensor
 * @returns {TensorSource}
 * @throws {ResiduaError} `invalid-option`
 */
function tensorSource({ data, shape }) {
  if (tagOf(data) !== 'Float32Array') {
    throw mustBe('tensor.data', 'a Float32Array', data);
  }
  const sizes = Array.isArray(shape) ? [...shape] : [];
  const whole = sizes.every((size) => Number.isInteger(size) && size > 0);
  if (!whole || sizes.length !== 4 || sizes[3] !== 3) {
    throw mustBe('tensor.shape', '[N, height, width, 3]', shape);
  }
  if (data.length !== sizes.reduce((product, size) => product * size, 1)) {
    throw invalidOption(
      `tensor.data has ${data.length} numbers, which does not match its shape [${sizes}].`,
    );
  }
  return { kind: 'tensor', data: new Float32Array(data), shape: sizes };
}

/**
 * The objects to transfer with postMessage, so that nothing is copied twice.
 * @param {PhotoSource | TensorSource} source
 * @returns {TransferableObject[]}
 */
export function transferablesOf(source) {
  if ('bitmap' in source) return [source.bitmap];
  const view = 'data' in source ? source.data : 'bytes' in source ? source.bytes : undefined;
  return view ? [/** @type {ArrayBuffer} */ (view.buffer)] : [];
}

/**
 * @param {unknown} value
 * @returns {value is Pixels}
 */
function isPixels(value) {
  return isObject(value) && 'data' in value && 'width' in value;
}

/**
 * @param {Pixels} pixels
 * @returns {PhotoSource}
 */
function copyPixels({ data, width, height }) {
  const tag = tagOf(data);
  if (tag !== 'Uint8ClampedArray' && tag !== 'Uint8Array') {
    throw mustBe('photo.data', 'bytes (RGBA)', data);
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
 * @param {number} [timeout]
 * @returns {Promise<PhotoSource>}
 */
async function captureFrame(drawable, tag, timeout) {
  try {
    if (tag === 'HTMLImageElement') {
      await loaded(/** @type {HTMLImageElement} */ (drawable), timeout);
    }
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

/**
 * @param {HTMLImageElement} image
 * @param {number} timeout
 * @returns {Promise<void>}
 */
async function loaded(image, timeout = Infinity) {
  // A lazy image outside the viewport would never load.
  if (image.loading === 'lazy' && !image.naturalWidth) throw new Error('lazy and not loaded');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    if (timeout < Infinity) timer = setTimeout(() => reject(new Error('timeout')), timeout);
  });
  try {
    await Promise.race([image.decode(), late]);
  } finally {
    clearTimeout(timer);
  }
}
