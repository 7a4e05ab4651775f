// A class activation map as a picture.

import { checked, checkCount, mustBe, tagOf } from './options.js';

/** @typedef {import('./engine/wasm-module.js').Explanation} Explanation */
/** @typedef {import('./photo-source.js').Pixels} Pixels */
/** @typedef {import('./photo-source.js').OfBrowser<'ImageData'>} BrowserImage */

/** Pixels in each direction: a picture of 256 MB. */
const LARGEST = 8192;

/**
 * Draws an explanation as an overlay for the `seen` part of the photo: transparent where there is no evidence for the class or
 * evidence against it, and redder the stronger the evidence.
 * @param {Pick<Explanation, 'data' | 'width' | 'height'>} explanation the result of `explain`
 * @param {{ width?: number, height?: number }} [size] of the picture in pixels. Default: 224 x 224
 * @returns {[BrowserImage] extends [never] ? Pixels : BrowserImage} in Node, which has no ImageData, `{ data, width, height }`
 *   with the same values (RGBA)
 * @throws {import('./errors.js').ResiduaError} `invalid-option`
 * @example
 * import { heatmap } from 'residua';
 *
 * const explanation = await classifier.explain(photo);
 * const picture = heatmap(explanation, { width: 320, height: 320 });
 * console.log(picture.width, picture.height, picture.data.length);
 */
export function heatmap(explanation, size = {}) {
  return checked(paint)(explanation, size);
}

/** @type {typeof heatmap} */
function paint(explanation, size = {}) {
  /** @type {Pick<Explanation, 'data' | 'width' | 'height'>} */
  const { data, width: columns, height: rows } = Object(explanation);
  if (tagOf(data) !== 'Float32Array' || data.length !== columns * rows) {
    throw mustBe('explanation', 'what explain gives', explanation);
  }
  const { width = 224, height = 224 } = Object(size);
  checkCount('width', width, LARGEST);
  checkCount('height', height, LARGEST);
  const most = data.reduce((a, b) => Math.max(a, b), 1e-12);
  const image =
    typeof ImageData === 'function'
      ? new ImageData(width, height)
      : { data: new Uint8ClampedArray(4 * width * height), width, height };
  for (let y = 0; y < height; y++) {
    // Values of the map belong to the centres of their cells.
    const down = place(y, height, rows);
    for (let x = 0; x < width; x++) {
      const right = place(x, width, columns);
      /** @param {number} row */
      const between = (row) => {
        const value = (/** @type {number} */ column) =>
          Math.max(0, data[row * columns + column] / most);
        return value(right.first) * (1 - right.part) + value(right.second) * right.part;
      };
      const heat = between(down.first) * (1 - down.part) + between(down.second) * down.part;
      image.data.set([236, 60, 30, Math.round(200 * heat)], 4 * (y * width + x));
    }
  }
  return /** @type {any} */ (image);
}

/**
 * The two of `count` positions around a pixel, and its distance from the first.
 * @param {number} pixel
 * @param {number} pixels
 * @param {number} count
 */
function place(pixel, pixels, count) {
  const at = Math.min(count - 1, Math.max(0, ((pixel + 0.5) * count) / pixels - 0.5));
  const first = Math.floor(at);
  return { first, second: Math.min(count - 1, first + 1), part: at - first };
}
